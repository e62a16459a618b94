// One JSON object a line, checked as a whole. Only for the .cc files of the readers: it shows
// simdjson.
#ifndef TXTSENTRY_CLIENT_FORMATS_JSON_PARSER_H_
#define TXTSENTRY_CLIENT_FORMATS_JSON_PARSER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "simdjson.h"

namespace txtsentry::client {

// One thread only.
class JsonParser {
 public:
  // Parses `line`, which must be one JSON object in UTF-8 without a member "txt_score", which would
  // stand twice in the output. The result is valid until the next call. InvalidArgument otherwise.
  //
  // A \u escape of half a surrogate pair is read as U+FFFD, in the strings only: the event that is
  // written back keeps it. (Python keeps the half as a character; the vocabulary knows neither, so
  // the tokens are the same.)
  absl::StatusOr<simdjson::dom::object> Parse(std::string_view line);

 private:
  simdjson::dom::parser parser_;
  std::string buffer_;
};

// The string or array of strings of a member called `name`; InvalidArgument when it is another
// type.
absl::StatusOr<std::string> JsonStringValue(std::string_view name, simdjson::dom::element value);
absl::StatusOr<std::vector<std::string>> JsonStringsValue(std::string_view name,
                                                          simdjson::dom::element value);

// Replaces the escape of each lone surrogate by \ufffd, in place. `json` may be anything.
void ReplaceLoneSurrogateEscapes(std::string& json);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_JSON_PARSER_H_
