// The classifier's tensors with PyTorch's state_dict names; shared by all weight file formats.
#ifndef TXTSENTRY_CORE_MODEL_TENSORS_H_
#define TXTSENTRY_CORE_MODEL_TENSORS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/model/weights.h"

namespace txtsentry::model {

// A tensor read from a file: float32, row-major.
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

// Returns the seven tensors in the state_dict's order: embedding.weight, lstm.weight_ih_l0,
// lstm.weight_hh_l0, lstm.bias_ih_l0, lstm.bias_hh_l0, fc2.weight, fc2.bias.
std::vector<TensorView> TensorsOf(const Weights& weights);

// Assembles and validates the weights of `file`. Returns FailedPrecondition, naming the file and
// the tensor, if one is missing, occurs twice, is not among the seven or has the wrong shape;
// DataLoss if a value is not finite.
absl::StatusOr<Weights> WeightsFromTensors(const std::string& file,
                                           std::vector<NamedTensor> tensors);

// Returns the number of elements of a shape, or -1 if a dimension is negative or the number exceeds
// `elements_max`.
int64_t ElementsOf(absl::Span<const int64_t> shape, int64_t elements_max);

// Returns for example "[256, 64]".
std::string ShapeText(absl::Span<const int64_t> shape);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_TENSORS_H_
