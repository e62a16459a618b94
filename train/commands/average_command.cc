#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/model/model.h"
#include "core/pipeline/self_check/golden.h"
#include "train/commands.h"

namespace txtsentry::train {
namespace {

// Returns all weight arrays of a model.
std::vector<std::vector<float>*> Arrays(model::Weights& weights) {
  return {&weights.embedding, &weights.w_ih, &weights.w_hh,
          &weights.b_ih,      &weights.b_hh, &weights.fc_weight};
}

absl::Status CheckAlike(const model::Model& first, const model::Model& other,
                        const std::string& folder) {
  if (first.tokens == other.tokens && first.weights.hidden_dim == other.weights.hidden_dim &&
      first.weights.embedding_dim == other.weights.embedding_dim) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrFormat("%s: its vocabulary or its sizes are not those of the first model", folder));
}

}  // namespace

absl::Status RunAverage(const AverageOptions& options) {
  std::vector<model::Model> models;
  for (const std::string& folder : options.model_folders) {
    TXTSENTRY_ASSIGN_OR_RETURN(model::Model model, model::LoadModel(folder));
    if (!models.empty()) TXTSENTRY_RETURN_IF_ERROR(CheckAlike(models.front(), model, folder));
    models.push_back(std::move(model));
  }
  if (models.empty()) return absl::InvalidArgumentError("no model to average");
  model::Model average = models.front();
  const auto count = static_cast<double>(models.size());
  const std::vector<std::vector<float>*> targets = Arrays(average.weights);
  std::vector<std::vector<std::vector<float>*>> sources;
  sources.reserve(models.size());
  for (model::Model& model : models) sources.push_back(Arrays(model.weights));
  for (size_t array = 0; array < targets.size(); ++array) {
    for (size_t i = 0; i < targets[array]->size(); ++i) {
      double sum = 0;
      for (const auto& source : sources) sum += static_cast<double>((*source[array])[i]);
      (*targets[array])[i] = static_cast<float>(sum / count);
    }
  }
  double bias = 0;
  for (const model::Model& model : models) bias += static_cast<double>(model.weights.fc_bias);
  average.weights.fc_bias = static_cast<float>(bias / count);
  average.info.name = options.name;
  average.info.version = options.version;
  average.info.provenance = absl::StrFormat("txtsentry-train average of %d models", models.size());
  for (const model::Model& model : models) average.info.provenance += "; " + model.info.provenance;
  return pipeline::SaveWithGolden(average, options.bundle_folder);
}

}  // namespace txtsentry::train
