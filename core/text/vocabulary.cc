#include "core/text/vocabulary.h"

#include "absl/strings/str_format.h"
#include "core/base/utf8.h"
#include "core/text/char_wb.h"

namespace txtsentry::text {

absl::StatusOr<Vocabulary> Vocabulary::Create(const std::vector<std::string>& tokens,
                                              int32_t unknown_id) {
  if (unknown_id < 0 || static_cast<size_t>(unknown_id) >= tokens.size()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("unknown_id=%d is not below tokens=%d", unknown_id, tokens.size()));
  }
  std::vector<NgramTable::Entry> ascii;
  absl::flat_hash_map<std::string, int32_t> ids;
  ids.reserve(tokens.size());
  for (size_t i = 0; i < tokens.size(); ++i) {
    const std::string& token = tokens[i];
    const auto id = static_cast<int32_t>(i);
    if (!ids.emplace(token, id).second) {
      return absl::InvalidArgumentError(absl::StrFormat("token of id=%d stands twice", id));
    }
    // Longer tokens, such as "<pad>", are not n-grams and have no key.
    if (token.empty() || token.size() > kNgramMax || !base::IsAscii(token)) continue;
    ascii.emplace_back(AsciiKeyOf(token), id);
  }
  Vocabulary vocabulary(NgramTable(ascii, unknown_id), unknown_id);
  vocabulary.ids_ = std::move(ids);
  return vocabulary;
}

}  // namespace txtsentry::text
