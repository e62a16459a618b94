#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/model/tsv_text.h"
#include "core/model/vocabulary_file.h"
#include "core/model/weights.h"

namespace txtsentry::model {
absl::StatusOr<std::vector<std::string>> ParseVocabularyTsv(const std::string& file,
                                                            std::string_view bytes) {
  std::vector<std::string> tokens;
  size_t at = 0;
  const auto broken = [&](const char* what) {
    return absl::DataLossError(
        absl::StrFormat("%s: offset %d: line %d: %s", file, at, tokens.size() + 1, what));
  };
  while (at < bytes.size()) {
    if (tokens.size() >= static_cast<size_t>(kVocabularyRowsMax)) {
      return broken("there are more tokens than a vocabulary may have");
    }
    const size_t end = bytes.find('\n', at);
    if (end == std::string_view::npos) return broken("the last line has no newline");
    const std::string_view line = bytes.substr(at, end - at);
    const std::string id = absl::StrFormat("%d\t", tokens.size());
    if (line.substr(0, id.size()) != id) {
      return broken("the line does not start with the next id and a tab");
    }
    std::string token;
    if (!ParseTsvField(line.substr(id.size()), token)) return broken("the token has a bad escape");
    tokens.push_back(std::move(token));
    at = end + 1;
  }
  if (const absl::Status status = ValidateTokens(tokens); !status.ok()) {
    return base::WithPrefix(file, status);
  }
  return tokens;
}

std::string SerializeVocabularyTsv(const std::vector<std::string>& tokens) {
  std::string out;
  for (size_t id = 0; id < tokens.size(); ++id) {
    out += absl::StrFormat("%d\t", id);
    AppendTsvField(tokens[id], out);
    out += '\n';
  }
  return out;
}

}  // namespace txtsentry::model
