#include "core/model/model.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "core/base/file.h"
#include "core/base/status.h"
#include "core/base/utf8.h"
#include "core/model/bundle.h"
#include "core/model/notebook/notebook_pair.h"
#include "core/model/vocabulary_file.h"

namespace txtsentry::model {
namespace {

absl::Status CheckInfo(const ModelInfo& info) {
  constexpr size_t kProvenanceBytesMax = 8192;
  TXTSENTRY_RETURN_IF_ERROR(CheckLabel("name", info.name));
  TXTSENTRY_RETURN_IF_ERROR(CheckLabel("version", info.version));
  if (!(info.threshold >= 0 && info.threshold <= 1)) {
    return absl::FailedPreconditionError(
        absl::StrFormat("threshold=%g is not in 0..1", info.threshold));
  }
  if (info.provenance.size() > kProvenanceBytesMax || !base::IsValidUtf8(info.provenance)) {
    return absl::FailedPreconditionError(
        absl::StrFormat("provenance: bytes=%d, expected at most %d of UTF-8",
                        info.provenance.size(), kProvenanceBytesMax));
  }
  return absl::OkStatus();
}

}  // namespace

std::string DisplayName(const ModelInfo& info) {
  constexpr size_t kSha256PrefixDigits = 12;
  return absl::StrFormat("%s@%s+%s", info.name, info.version,
                         info.sha256.substr(0, kSha256PrefixDigits));
}

absl::Status CheckLabel(const char* field, std::string_view text) {
  constexpr size_t kBytesMax = 200;
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (text.empty() || text.size() > kBytesMax || control || !base::IsValidUtf8(text)) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: bytes=%d, expected 1..%d bytes of UTF-8 without control characters",
                        field, text.size(), kBytesMax));
  }
  return absl::OkStatus();
}

absl::Status Validate(const Model& model) {
  TXTSENTRY_RETURN_IF_ERROR(CheckInfo(model.info));
  TXTSENTRY_RETURN_IF_ERROR(Validate(model.weights));
  TXTSENTRY_RETURN_IF_ERROR(ValidateTokens(model.tokens));
  TXTSENTRY_RETURN_IF_ERROR(ValidateGolden(model.golden));
  if (model.tokens.size() != static_cast<size_t>(model.weights.vocabulary_rows)) {
    return absl::FailedPreconditionError(
        absl::StrFormat("vocabulary: tokens=%d, the embedding has vocabulary_rows=%d",
                        model.tokens.size(), model.weights.vocabulary_rows));
  }
  return absl::OkStatus();
}

absl::StatusOr<Model> LoadModel(const std::string& folder) {
  if (!base::IsFolder(folder)) {
    return absl::NotFoundError(absl::StrFormat("%s: is not a folder", folder));
  }
  if (base::FileExists(folder + "/" + kConfigFile)) return LoadBundle(folder);
  if (!base::FileExists(folder + "/" + kNotebookVocabularyFile)) {
    return absl::NotFoundError(absl::StrFormat("%s: has neither %s nor a *.pt and %s", folder,
                                               kConfigFile, kNotebookVocabularyFile));
  }
  return LoadNotebookPair(folder);
}

}  // namespace txtsentry::model
