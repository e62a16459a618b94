#include "core/engine/engine.h"

#include <cmath>

#include "absl/strings/str_format.h"

namespace txtsentry::engine {

absl::Status Validate(const RaggedBatch& batch, int vocabulary_rows) {
  if (batch.offsets.empty() || batch.offsets.front() != 0 ||
      batch.offsets.back() != batch.tokens()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("offsets do not run from 0 to tokens=%d (%d offsets)", batch.tokens(),
                        batch.offsets.size()));
  }
  for (int64_t row = 0; row < batch.rows(); ++row) {
    if (batch.offsets[row + 1] <= batch.offsets[row]) {
      return absl::InvalidArgumentError(absl::StrFormat("row=%d has no tokens", row));
    }
  }
  for (size_t i = 0; i < batch.ids.size(); ++i) {
    if (batch.ids[i] < 0 || batch.ids[i] >= vocabulary_rows) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "ids[%d]=%d is outside the vocabulary of %d rows", i, batch.ids[i], vocabulary_rows));
    }
  }
  return absl::OkStatus();
}

float Probability(float logit) {
  return static_cast<float>(1.0 / (1.0 + std::exp(-static_cast<double>(logit))));
}

}  // namespace txtsentry::engine
