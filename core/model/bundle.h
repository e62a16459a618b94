// The project's own form of a model: a folder of model.json, weights.safetensors, vocab.tsv and,
// most often, golden.tsv.
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

// Bounds on what is read from a disk; the largest sizes of weights.h stay below.
inline constexpr int64_t kConfigFileBytesMax = 64 << 10;
inline constexpr int64_t kWeightsFileBytesMax = int64_t{5} << 30;
inline constexpr int64_t kVocabularyFileBytesMax = 64 << 20;
inline constexpr int64_t kGoldenFileBytesMax = 64 << 20;

// Loads a bundle; the sha256 and the sizes in model.json must be those of the files. Errors as
// LoadModel.
absl::StatusOr<Model> LoadBundle(const std::string& folder);

// Writes a bundle, creating the folder. model.json is written last, so that a write that is cut
// off leaves a bundle whose checksums do not hold, or none, and never a wrong one that loads. The
// same model gives the same bytes. A model without golden records gets no golden.tsv, and one that
// was there goes. model.info.sha256 is not used: the checksum is that of the file written. Errors
// of Validate(model) and of writing.
absl::Status SaveBundle(const Model& model, const std::string& folder);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_BUNDLE_H_
