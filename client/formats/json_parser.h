// Parses and validates one JSON object per line. Only for the readers' .cc files, because it
// exposes simdjson.
#ifndef TXTSENTRY_CLIENT_FORMATS_JSON_PARSER_H_
#define TXTSENTRY_CLIENT_FORMATS_JSON_PARSER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "simdjson.h"

namespace txtsentry::client {

// Not thread-safe.
class JsonParser {
 public:
  // Parses `line`, which must be one JSON object in UTF-8 without a member "txt_score", because the
  // output would then have two. The result is valid until the next call. Returns InvalidArgument
  // otherwise.
  //
  // A \u escape of a lone surrogate is read as U+FFFD in the strings only; the event that is
  // written back keeps it. (Python keeps the surrogate as a character; the vocabulary contains
  // neither, so the tokens are the same.)
  absl::StatusOr<simdjson::dom::object> Parse(std::string_view line);

 private:
  simdjson::dom::parser parser_;
  std::string buffer_;
};

// Returns the string, or the array of strings, in a member called `name`; InvalidArgument if it has
// another type.
absl::StatusOr<std::string> JsonStringValue(std::string_view name, simdjson::dom::element value);
absl::StatusOr<std::vector<std::string>> JsonStringsValue(std::string_view name,
                                                          simdjson::dom::element value);

// Replaces the escape of each lone surrogate by \ufffd, in place. `json` may contain anything.
void ReplaceLoneSurrogateEscapes(std::string& json);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_JSON_PARSER_H_
