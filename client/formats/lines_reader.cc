#include <memory>
#include <utility>

#include "client/formats/event_reader.h"
#include "client/formats/json_text.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

class LinesReader final : public EventReader {
 public:
  explicit LinesReader(LineReader& lines) : lines_(lines) {}

  absl::StatusOr<bool> Next(Event& event) override {
    event = Event();
    Line line;
    TXTSENTRY_ASSIGN_OR_RETURN(const bool more, lines_.Next(line));
    if (!more) return false;
    const std::string_view text = WithoutCarriageReturn(line.bytes);
    if (line.too_long()) {
      event.line = text;
      event.status = TooLongError(line);
      return true;
    }
    event.json = "{";
    AppendTextMember("text", text, event.json);
    event.json += '}';
    TxtRecord record;
    record.request.text = text;
    event.records.push_back(std::move(record));
    return true;
  }

 private:
  LineReader& lines_;
};

}  // namespace

std::unique_ptr<EventReader> NewLinesReader(LineReader& lines) {
  return std::make_unique<LinesReader>(lines);
}

}  // namespace txtsentry::client
