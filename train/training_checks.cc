#include "train/training_checks.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "train/hash.h"

namespace txtsentry::train {

absl::Status CheckTraining(const TrainingData& data, const TrainerOptions& options) {
  if (data.training.empty() || data.validation.empty()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("training rows=%d, validation rows=%d: neither may be 0",
                        data.training.size(), data.validation.size()));
  }
  if (options.epochs < 1 || options.rows_per_batch < 1 || options.threads < 1 ||
      options.patience < 1 || !(options.learning_rate > 0)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "epochs=%d batch=%d threads=%d patience=%d learning rate=%g: all must be positive",
        options.epochs, options.rows_per_batch, options.threads, options.patience,
        options.learning_rate));
  }
  if (options.init != nullptr) {
    TXTSENTRY_RETURN_IF_ERROR(model::Validate(*options.init));
    if (options.init->vocabulary_rows != data.vocabulary_rows ||
        options.init->embedding_dim != 64 || options.init->hidden_dim != 64) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "the model to begin with has %d x %d embeddings and %d cells; needed are %d x 64 and 64",
          options.init->vocabulary_rows, options.init->embedding_dim, options.init->hidden_dim,
          data.vocabulary_rows));
    }
  }
  for (const auto* rows : {&data.training, &data.validation}) {
    for (const TrainingRow& row : *rows) {
      const auto ids = std::minmax_element(row.ids.begin(), row.ids.end());
      if (row.ids.empty() || *ids.first < 0 || *ids.second >= data.vocabulary_rows) {
        return absl::InvalidArgumentError(absl::StrFormat(
            "a row of %d ids is empty or leaves [0, %d)", row.ids.size(), data.vocabulary_rows));
      }
    }
  }
  return absl::OkStatus();
}

int64_t Fingerprint(const TrainingData& data, const TrainerOptions& options) {
  uint64_t hash = StableHash(absl::StrFormat(
      "%d %d %.17g %d %g %g", options.seed, options.rows_per_batch, options.learning_rate,
      data.vocabulary_rows, options.class_weights[0], options.class_weights[1]));
  for (const auto* rows : {&data.training, &data.validation}) {
    for (const TrainingRow& row : *rows) {
      hash = StableHash(
          {reinterpret_cast<const char*>(row.ids.data()), row.ids.size() * sizeof(row.ids[0])},
          hash + (row.label > 0.5f ? 1 : 0));
    }
  }
  return static_cast<int64_t>(hash);
}

}  // namespace txtsentry::train
