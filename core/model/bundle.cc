#include "core/model/bundle.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/status.h"
#include "core/model/load_gate.h"
#include "core/model/model_config.h"
#include "core/model/safetensors.h"
#include "core/model/vocabulary_file.h"

namespace txtsentry::model {
namespace {

std::string PathIn(const std::string& folder, const char* file) { return folder + "/" + file; }

absl::Status CheckSha256(const std::string& path, std::string_view bytes,
                         const std::string& expected) {
  const std::string actual = base::Sha256Hex(bytes);
  if (actual == expected) return absl::OkStatus();
  return AtGate(kGateChecksum,
                absl::DataLossError(absl::StrFormat("%s: sha256 is %s, %s says %s", path, actual,
                                                    kConfigFile, expected)));
}

absl::Status CheckSizes(const std::string& path, const ModelConfig& config,
                        const Weights& weights) {
  if (config.vocabulary_rows == weights.vocabulary_rows &&
      config.embedding_dim == weights.embedding_dim && config.hidden_dim == weights.hidden_dim) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrFormat(
      "%s: vocabulary_rows, embedding_dim, hidden_dim are %d, %d, %d, those of %s are %d, %d, %d",
      path, config.vocabulary_rows, config.embedding_dim, config.hidden_dim, kWeightsFile,
      weights.vocabulary_rows, weights.embedding_dim, weights.hidden_dim));
}

}  // namespace

absl::StatusOr<Model> LoadBundle(const std::string& folder) {
  const std::string config_path = PathIn(folder, kConfigFile);
  const std::string weights_path = PathIn(folder, kWeightsFile);
  const std::string vocabulary_path = PathIn(folder, kVocabularyFile);
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string config_bytes,
                             base::ReadFile(config_path, kConfigFileBytesMax));
  TXTSENTRY_ASSIGN_OR_RETURN(const ModelConfig config, ParseModelConfig(config_path, config_bytes));
  Model model;
  {
    TXTSENTRY_ASSIGN_OR_RETURN(const std::string bytes,
                               base::ReadFile(weights_path, kWeightsFileBytesMax));
    TXTSENTRY_RETURN_IF_ERROR(CheckSha256(weights_path, bytes, config.weights_sha256));
    TXTSENTRY_ASSIGN_OR_RETURN(model.weights, ParseSafetensors(weights_path, bytes));
  }
  TXTSENTRY_RETURN_IF_ERROR(CheckSizes(config_path, config, model.weights));
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string vocabulary_bytes,
                             base::ReadFile(vocabulary_path, kVocabularyFileBytesMax));
  TXTSENTRY_RETURN_IF_ERROR(
      CheckSha256(vocabulary_path, vocabulary_bytes, config.vocabulary_sha256));
  TXTSENTRY_ASSIGN_OR_RETURN(model.tokens, ParseVocabularyTsv(vocabulary_path, vocabulary_bytes));
  if (!config.golden_sha256.empty()) {
    const std::string golden_path = PathIn(folder, kGoldenFile);
    TXTSENTRY_ASSIGN_OR_RETURN(const std::string golden,
                               base::ReadFile(golden_path, kGoldenFileBytesMax));
    TXTSENTRY_RETURN_IF_ERROR(CheckSha256(golden_path, golden, config.golden_sha256));
    TXTSENTRY_ASSIGN_OR_RETURN(model.golden, ParseGoldenTsv(golden_path, golden));
  }
  model.info = {config.name, config.version, config.threshold, config.provenance,
                config.weights_sha256};
  if (const absl::Status status = Validate(model); !status.ok()) {
    return base::WithPrefix(folder, status);
  }
  return model;
}

absl::Status SaveBundle(const Model& model, const std::string& folder) {
  TXTSENTRY_RETURN_IF_ERROR(Validate(model));
  TXTSENTRY_RETURN_IF_ERROR(base::MakeFolder(folder));
  const std::string weights = SerializeSafetensors(model.weights);
  const std::string vocabulary = SerializeVocabularyTsv(model.tokens);
  ModelConfig config;
  config.name = model.info.name;
  config.version = model.info.version;
  config.provenance = model.info.provenance;
  config.threshold = model.info.threshold;
  config.vocabulary_rows = model.weights.vocabulary_rows;
  config.embedding_dim = model.weights.embedding_dim;
  config.hidden_dim = model.weights.hidden_dim;
  config.weights_sha256 = base::Sha256Hex(weights);
  config.vocabulary_sha256 = base::Sha256Hex(vocabulary);
  TXTSENTRY_RETURN_IF_ERROR(base::WriteFileAtomically(PathIn(folder, kWeightsFile), weights));
  TXTSENTRY_RETURN_IF_ERROR(base::WriteFileAtomically(PathIn(folder, kVocabularyFile), vocabulary));
  if (!model.golden.empty()) {
    const std::string golden = SerializeGoldenTsv(model.golden);
    config.golden_sha256 = base::Sha256Hex(golden);
    TXTSENTRY_RETURN_IF_ERROR(base::WriteFileAtomically(PathIn(folder, kGoldenFile), golden));
  }
  TXTSENTRY_RETURN_IF_ERROR(
      base::WriteFileAtomically(PathIn(folder, kConfigFile), SerializeModelConfig(config)));
  // Remove golden.tsv last, so that no remaining model.json refers to a missing file.
  return model.golden.empty() ? base::RemoveFile(PathIn(folder, kGoldenFile)) : absl::OkStatus();
}

}  // namespace txtsentry::model
