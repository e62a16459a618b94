// model.json, the description of a bundle.
#ifndef TXTSENTRY_CORE_MODEL_MODEL_CONFIG_H_
#define TXTSENTRY_CORE_MODEL_MODEL_CONFIG_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace txtsentry::model {

// The only supported architecture: the notebook's class.
inline constexpr char kArchitecture[] = "DNSTxtClassifier";

// Minimum and maximum length of the vocabulary's n-grams, in code points.
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
  std::string weights_sha256;     // sha256 of weights.safetensors, 64 lower-case hex digits.
  std::string vocabulary_sha256;  // sha256 of vocab.tsv.
  std::string golden_sha256;      // sha256 of golden.tsv; empty if the bundle has none.
};

// `file` names the file in messages. Returns DataLoss if the bytes are not JSON;
// FailedPrecondition, naming the field, if a field is missing, has the wrong type or describes
// another architecture. Ignores unknown fields.
absl::StatusOr<ModelConfig> ParseModelConfig(const std::string& file, std::string_view bytes);

// The same configuration gives the same bytes.
std::string SerializeModelConfig(const ModelConfig& config);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_MODEL_CONFIG_H_
