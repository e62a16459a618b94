// Feeds a reader from memory in blocks of a chosen size.
#ifndef TXTSENTRY_TESTS_CLIENT_FORMATS_READ_EVENTS_H_
#define TXTSENTRY_TESTS_CLIENT_FORMATS_READ_EVENTS_H_

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/formats/byte_source.h"
#include "client/formats/event_reader.h"
#include "client/formats/line_reader.h"

namespace txtsentry::client {

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string bytes, size_t block_bytes = 1 << 20)
      : bytes_(std::move(bytes)), block_bytes_(block_bytes) {}

  absl::StatusOr<size_t> Read(absl::Span<char> buffer) override {
    const size_t n = std::min({buffer.size(), block_bytes_, bytes_.size() - position_});
    std::memcpy(buffer.data(), bytes_.data() + position_, n);
    position_ += n;
    return n;
  }

  int64_t bytes_read() const override { return static_cast<int64_t>(position_); }

 private:
  const std::string bytes_;
  const size_t block_bytes_;
  size_t position_ = 0;
};

struct ReadEventsResult {
  std::vector<Event> events;
  absl::Status status;  // The status of the last call.
};

inline ReadEventsResult ReadEvents(InputFormat format, std::string_view input,
                                   size_t block_bytes = 1 << 20) {
  MemorySource source(std::string(input), block_bytes);
  LineReader lines(source);
  ReadEventsResult result;
  auto reader = NewEventReader(format, "text", lines);
  result.status = reader.status();
  while (result.status.ok()) {
    Event event;
    const auto more = (*reader)->Next(event);
    result.status = more.status();
    if (!more.ok() || !*more) break;
    result.events.push_back(std::move(event));
  }
  return result;
}

// Formats an event as one line for comparison: its JSON or line, records and errors.
inline std::string Describe(const Event& event) {
  std::string text = event.json.empty() ? "line:" + event.line : event.json;
  for (const TxtRecord& record : event.records) {
    text += " | " + record.request.owner_name + "=" + record.request.text;
    if (!record.status.ok()) text += " !" + std::string(record.status.message());
  }
  if (!event.status.ok()) text += " !" + std::string(event.status.message());
  return text;
}

inline std::vector<std::string> DescribeAll(const std::vector<Event>& events) {
  std::vector<std::string> texts;
  for (const Event& event : events) texts.push_back(Describe(event));
  return texts;
}

// Returns the text of every record of every event.
inline std::vector<std::string> Texts(const std::vector<Event>& events) {
  std::vector<std::string> texts;
  for (const Event& event : events) {
    for (const TxtRecord& record : event.records) texts.push_back(record.request.text);
  }
  return texts;
}

}  // namespace txtsentry::client

#endif  // TXTSENTRY_TESTS_CLIENT_FORMATS_READ_EVENTS_H_
