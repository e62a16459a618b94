// The project's own model format: a folder with model.json, weights.safetensors, vocab.tsv and,
// usually, golden.tsv.
#ifndef TXTSENTRY_CORE_MODEL_BUNDLE_H_
#define TXTSENTRY_CORE_MODEL_BUNDLE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/model/model.h"

namespace txtsentry::model {

inline constexpr char kConfigFile[] = "model.json";
inline constexpr char kWeightsFile[] = "weights.safetensors";
inline constexpr char kVocabularyFile[] = "vocab.tsv";
inline constexpr char kGoldenFile[] = "golden.tsv";

// Limits on file sizes. The largest sizes that weights.h allows fit within them.
inline constexpr int64_t kConfigFileBytesMax = 64 << 10;
inline constexpr int64_t kWeightsFileBytesMax = int64_t{5} << 30;
inline constexpr int64_t kVocabularyFileBytesMax = 64 << 20;
inline constexpr int64_t kGoldenFileBytesMax = 64 << 20;

// Loads a bundle. The sha256 and the sizes in model.json must match the files. Errors as LoadModel.
absl::StatusOr<Model> LoadBundle(const std::string& folder);

// Writes a bundle and creates the folder. model.json is written last, so an interrupted write
// leaves a bundle whose checksums do not match, or no bundle, but never a wrong bundle that loads.
// The same model gives the same bytes. For a model without golden records, writes no golden.tsv and
// removes an existing one. Ignores model.info.sha256: the checksum is that of the written file.
// Returns errors of Validate(model) and of writing.
absl::Status SaveBundle(const Model& model, const std::string& folder);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_BUNDLE_H_
