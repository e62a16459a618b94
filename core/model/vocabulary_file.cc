#include "core/model/vocabulary_file.h"

#include <unordered_set>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/base/utf8.h"
#include "core/model/model.h"
#include "core/model/weights.h"

namespace txtsentry::model {
namespace {

// Returns a description of the token's error, or null. Python writes a lone surrogate as the three
// bytes of its code point, which is invalid UTF-8.
const char* TokenFault(const std::string& token) {
  if (token.size() > kTokenBytesMax) return "is too long";
  if (base::IsValidUtf8(token)) return nullptr;
  for (size_t i = 0; i + 1 < token.size(); ++i) {
    if (token[i] == '\xed' && static_cast<unsigned char>(token[i + 1]) >= 0xa0) {
      return "holds a lone surrogate";
    }
  }
  return "is not valid UTF-8";
}

absl::Status CheckSpecial(const std::vector<std::string>& tokens, size_t id, const char* name) {
  if (id < tokens.size() && tokens[id] == name) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrFormat("vocabulary: the token of id %d is not '%s'", id, name));
}

}  // namespace

absl::Status ValidateTokens(const std::vector<std::string>& tokens) {
  if (tokens.size() > static_cast<size_t>(kVocabularyRowsMax)) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "vocabulary: tokens=%d exceeds tokens_max=%d", tokens.size(), kVocabularyRowsMax));
  }
  TXTSENTRY_RETURN_IF_ERROR(CheckSpecial(tokens, kPadId, "<pad>"));
  TXTSENTRY_RETURN_IF_ERROR(CheckSpecial(tokens, kUnknownId, "<unk>"));
  std::unordered_set<std::string_view> seen;
  seen.reserve(tokens.size());
  for (size_t id = 0; id < tokens.size(); ++id) {
    if (const char* fault = TokenFault(tokens[id]); fault != nullptr) {
      return absl::FailedPreconditionError(
          absl::StrFormat("vocabulary: the token of id %d, bytes=%d (bytes_max=%d), %s", id,
                          tokens[id].size(), kTokenBytesMax, fault));
    }
    if (!seen.insert(tokens[id]).second) {
      return absl::FailedPreconditionError(
          absl::StrFormat("vocabulary: the token of id %d stands twice", id));
    }
  }
  return absl::OkStatus();
}

}  // namespace txtsentry::model
