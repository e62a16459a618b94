// The tensors of the classifier under the names that PyTorch's state_dict gives them: what every
// file format of weights shares.
#ifndef TXTSENTRY_CORE_MODEL_TENSORS_H_
#define TXTSENTRY_CORE_MODEL_TENSORS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/model/weights.h"

namespace txtsentry::model {

// A tensor as a file holds it, float32 and row-major.
struct NamedTensor {
  std::string name;
  std::vector<int64_t> shape;
  std::vector<float> values;
};

// A tensor of a Weights, borrowed from it.
struct TensorView {
  std::string name;
  std::vector<int64_t> shape;
  absl::Span<const float> values;
};

// The seven tensors in the state_dict's order: embedding.weight, lstm.weight_ih_l0,
// lstm.weight_hh_l0, lstm.bias_ih_l0, lstm.bias_hh_l0, fc2.weight, fc2.bias.
std::vector<TensorView> TensorsOf(const Weights& weights);

// Puts the tensors of `file` together and validates the result. FailedPrecondition, naming the file
// and the tensor, when one is missing, stands twice, is not among the seven or has the wrong shape;
// DataLoss when a value is not finite.
absl::StatusOr<Weights> WeightsFromTensors(const std::string& file,
                                           std::vector<NamedTensor> tensors);

// The number of elements of a shape, or -1 when it is negative somewhere or exceeds `elements_max`.
int64_t ElementsOf(absl::Span<const int64_t> shape, int64_t elements_max);

// "[256, 64]".
std::string ShapeText(absl::Span<const int64_t> shape);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_TENSORS_H_
