#include "core/model/weights.h"

#include <cmath>
#include <string>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/model/load_gate.h"
#include "core/model/tensors.h"

namespace txtsentry::model {
namespace {

absl::Status CheckSize(const char* name, int size, int size_max) {
  if (size >= 1 && size <= size_max) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrFormat("%s=%d is not in 1..%d", name, size, size_max));
}

}  // namespace

absl::Status Validate(const Weights& weights) {
  TXTSENTRY_RETURN_IF_ERROR(
      CheckSize("vocabulary_rows", weights.vocabulary_rows, kVocabularyRowsMax));
  TXTSENTRY_RETURN_IF_ERROR(CheckSize("embedding_dim", weights.embedding_dim, kEmbeddingDimMax));
  TXTSENTRY_RETURN_IF_ERROR(CheckSize("hidden_dim", weights.hidden_dim, kHiddenDimMax));
  for (const TensorView& tensor : TensorsOf(weights)) {
    int64_t expected = 1;
    for (const int64_t size : tensor.shape) expected *= size;
    if (static_cast<int64_t>(tensor.values.size()) != expected) {
      return absl::FailedPreconditionError(
          absl::StrFormat("tensor '%s': values=%d, its shape %s needs %d", tensor.name,
                          tensor.values.size(), ShapeText(tensor.shape), expected));
    }
    for (size_t i = 0; i < tensor.values.size(); ++i) {
      if (!std::isfinite(tensor.values[i])) {
        return AtGate(kGateNotFinite, absl::DataLossError(absl::StrFormat(
                                          "tensor '%s': value %d is %f, not a finite one",
                                          tensor.name, i, tensor.values[i])));
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace txtsentry::model
