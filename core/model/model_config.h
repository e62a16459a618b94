// model.json, the description of a bundle.
#ifndef TXTSENTRY_CORE_MODEL_MODEL_CONFIG_H_
#define TXTSENTRY_CORE_MODEL_MODEL_CONFIG_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace txtsentry::model {

// The only architecture there is: the class of the notebook.
inline constexpr char kArchitecture[] = "DNSTxtClassifier";

// Lengths of the n-grams that the vocabulary is made of, in code points, both ends included.
inline constexpr int kNgramMin = 2;
inline constexpr int kNgramMax = 4;

struct ModelConfig {
  std::string name;
  std::string version;
  std::string provenance;
  double threshold = 0.5;
  int64_t vocabulary_rows = 0;
  int64_t embedding_dim = 0;
  int64_t hidden_dim = 0;
  std::string weights_sha256;     // Of weights.safetensors, 64 lower-case hex digits.
  std::string vocabulary_sha256;  // Of vocab.tsv.
  std::string golden_sha256;      // Of golden.tsv; empty: the bundle has none.
};

// `file` names the file in messages. DataLoss when the bytes are not JSON; FailedPrecondition,
// naming the field, when one is missing, of the wrong type, or describes another architecture.
// Fields that are not known are ignored.
absl::StatusOr<ModelConfig> ParseModelConfig(const std::string& file, std::string_view bytes);

// The same configuration gives the same bytes.
std::string SerializeModelConfig(const ModelConfig& config);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_MODEL_CONFIG_H_
