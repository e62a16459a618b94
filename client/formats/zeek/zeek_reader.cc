#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/formats/event_reader.h"
#include "client/formats/json_parser.h"
#include "client/formats/zeek/zeek_tsv.h"
#include "client/formats/zeek/zeek_txt_answer.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

// Reads one JSON event. After an error the event has no records, and has its JSON only if that is
// valid.
absl::Status ReadJsonEvent(std::string_view line, JsonParser& parser, Event& event) {
  TXTSENTRY_ASSIGN_OR_RETURN(const simdjson::dom::object object, parser.Parse(line));
  std::optional<simdjson::dom::element> answers;
  std::string query;
  for (const auto& member : object) {
    if (member.key == "answers" && !member.value.is_null()) answers = member.value;
    if (member.key == "query" && member.value.is_string()) {
      TXTSENTRY_ASSIGN_OR_RETURN(query, JsonStringValue("query", member.value));
    }
  }
  event.json = line;
  if (!answers) return absl::OkStatus();
  simdjson::dom::array array;
  if (answers->get(array)) return absl::InvalidArgumentError("answers is not an array");
  for (const simdjson::dom::element element : array) {
    std::string_view answer;
    if (element.is_null()) continue;
    if (element.get(answer)) {
      event.records.clear();
      return absl::InvalidArgumentError("answers is not an array of strings");
    }
    auto record = ZeekTxtRecord(answer, ZeekEscaping::kJson, query);
    if (record) event.records.push_back(*std::move(record));
  }
  return absl::OkStatus();
}

class ZeekReader final : public EventReader {
 public:
  explicit ZeekReader(LineReader& lines) : lines_(lines) {}

  absl::StatusOr<bool> Next(Event& event) override {
    event = Event();
    Line line;
    while (true) {
      TXTSENTRY_ASSIGN_OR_RETURN(const bool more, lines_.Next(line));
      if (!more) return false;
      std::string_view bytes = WithoutCarriageReturn(line.bytes);
      if (line.number == 1) bytes = WithoutByteOrderMark(bytes);
      if (bytes.empty()) continue;
      if (line.too_long()) {
        event.status = TooLongError(line);
      } else if (bytes[0] == '#') {
        tsv_.AddHeader(bytes);
        continue;
      } else if (bytes[0] == '{') {
        event.status = ReadJsonEvent(bytes, parser_, event);
      } else {
        event.status = tsv_.ReadRow(bytes, event);
      }
      if (event.json.empty()) event.line = bytes;
      return true;
    }
  }

 private:
  LineReader& lines_;
  ZeekTsv tsv_;
  JsonParser parser_;
};

}  // namespace

std::unique_ptr<EventReader> NewZeekReader(LineReader& lines) {
  return std::make_unique<ZeekReader>(lines);
}

}  // namespace txtsentry::client
