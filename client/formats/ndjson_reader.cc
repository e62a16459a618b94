#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "client/formats/event_reader.h"
#include "client/formats/json_parser.h"
#include "client/formats/json_text.h"
#include "core/base/status.h"
#include "core/text/canonical.h"

namespace txtsentry::client {
namespace {

absl::StatusOr<std::vector<std::string>> DecodeAll(const std::vector<std::string>& encoded) {
  std::vector<std::string> strings(encoded.size());
  for (size_t i = 0; i < encoded.size(); ++i) {
    if (!absl::Base64Unescape(encoded[i], &strings[i])) {
      return absl::InvalidArgumentError("strings_b64 holds a string that is not base64");
    }
  }
  return strings;
}

// The relevant members of an event. If a member occurs twice, the last one counts, as in Python.
struct Members {
  std::optional<simdjson::dom::element> text;
  std::optional<simdjson::dom::element> strings;
  std::optional<simdjson::dom::element> strings_b64;
  std::optional<simdjson::dom::element> owner_name;
};

Members FindMembers(const simdjson::dom::object& object) {
  Members members;
  for (const auto& member : object) {
    if (member.key == "text") members.text = member.value;
    if (member.key == "strings") members.strings = member.value;
    if (member.key == "strings_b64") members.strings_b64 = member.value;
    if (member.key == "owner_name") members.owner_name = member.value;
  }
  return members;
}

absl::StatusOr<ScoreRequest> RequestOf(const Members& members) {
  ScoreRequest request;
  if (members.strings_b64) {
    TXTSENTRY_ASSIGN_OR_RETURN(const auto encoded,
                               JsonStringsValue("strings_b64", *members.strings_b64));
    TXTSENTRY_ASSIGN_OR_RETURN(const auto strings, DecodeAll(encoded));
    request.text = text::JoinCharacterStrings(strings);
  } else if (members.strings) {
    TXTSENTRY_ASSIGN_OR_RETURN(const auto strings, JsonStringsValue("strings", *members.strings));
    request.text = text::JoinCharacterStrings(strings);
  } else if (members.text) {
    TXTSENTRY_ASSIGN_OR_RETURN(request.text, JsonStringValue("text", *members.text));
  } else {
    return absl::InvalidArgumentError("none of the members text, strings and strings_b64");
  }
  if (members.owner_name && !members.owner_name->is_null()) {
    TXTSENTRY_ASSIGN_OR_RETURN(request.owner_name,
                               JsonStringValue("owner_name", *members.owner_name));
  }
  return request;
}

class NdjsonReader final : public EventReader {
 public:
  explicit NdjsonReader(LineReader& lines) : lines_(lines) {}

  absl::StatusOr<bool> Next(Event& event) override {
    event = Event();
    Line line;
    std::string_view bytes;
    do {
      TXTSENTRY_ASSIGN_OR_RETURN(const bool more, lines_.Next(line));
      if (!more) return false;
      bytes = WithoutCarriageReturn(line.bytes);
      if (line.number == 1) bytes = WithoutByteOrderMark(bytes);
    } while (IsBlank(bytes));
    if (line.too_long()) {
      event.line = bytes;
      event.status = TooLongError(line);
      return true;
    }
    const auto object = parser_.Parse(bytes);
    if (!object.ok()) {
      event.line = bytes;
      event.status = object.status();
      return true;
    }
    event.json = bytes;
    auto request = RequestOf(FindMembers(*object));
    if (!request.ok()) {
      event.status = request.status();
      return true;
    }
    event.records.push_back({*std::move(request), absl::OkStatus()});
    return true;
  }

 private:
  LineReader& lines_;
  JsonParser parser_;
};

}  // namespace

std::unique_ptr<EventReader> NewNdjsonReader(LineReader& lines) {
  return std::make_unique<NdjsonReader>(lines);
}

}  // namespace txtsentry::client
