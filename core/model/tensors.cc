#include "core/model/tensors.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "core/base/status.h"

namespace txtsentry::model {
namespace {

constexpr const char* kEmbedding = "embedding.weight";
constexpr const char* kWeightIh = "lstm.weight_ih_l0";
constexpr const char* kWeightHh = "lstm.weight_hh_l0";
constexpr const char* kBiasIh = "lstm.bias_ih_l0";
constexpr const char* kBiasHh = "lstm.bias_hh_l0";
constexpr const char* kFcWeight = "fc2.weight";
constexpr const char* kFcBias = "fc2.bias";

constexpr const char* kNames[] = {kEmbedding, kWeightIh, kWeightHh, kBiasIh,
                                  kBiasHh,    kFcWeight, kFcBias};
constexpr size_t kShownNameBytesMax = 128;

// Takes tensors from a file's list. Each can be taken once and must have the expected shape.
class TensorTaker {
 public:
  TensorTaker(const std::string& file, std::vector<NamedTensor>& tensors)
      : file_(file), tensors_(tensors) {}

  absl::Status CheckNames() const {
    for (const NamedTensor& tensor : tensors_) {
      if (std::find(std::begin(kNames), std::end(kNames), tensor.name) == std::end(kNames)) {
        return absl::FailedPreconditionError(
            absl::StrFormat("%s: tensor '%s' is not one of DNSTxtClassifier", file_,
                            absl::CHexEscape(tensor.name.substr(0, kShownNameBytesMax))));
      }
    }
    for (const char* name : kNames) {
      const auto count = std::count_if(tensors_.begin(), tensors_.end(),
                                       [&](const NamedTensor& t) { return t.name == name; });
      if (count != 1) {
        return absl::FailedPreconditionError(
            absl::StrFormat("%s: tensor '%s' stands %d times, not once", file_, name, count));
      }
    }
    return absl::OkStatus();
  }

  // CheckNames has verified that the tensor exists.
  const NamedTensor& Get(const std::string& name) const {
    return *std::find_if(tensors_.begin(), tensors_.end(),
                         [&](const NamedTensor& t) { return t.name == name; });
  }

  absl::Status Take(const std::string& name, const std::vector<int64_t>& shape,
                    std::vector<float>& values) {
    NamedTensor& tensor = *std::find_if(tensors_.begin(), tensors_.end(),
                                        [&](const NamedTensor& t) { return t.name == name; });
    if (tensor.shape != shape) {
      return absl::FailedPreconditionError(
          absl::StrFormat("%s: tensor '%s': shape is %s, expected %s", file_, name,
                          ShapeText(tensor.shape), ShapeText(shape)));
    }
    values = std::move(tensor.values);
    return absl::OkStatus();
  }

 private:
  const std::string& file_;
  std::vector<NamedTensor>& tensors_;
};

// Derives the sizes from the two matrices that determine all of them.
absl::Status ReadSizes(const std::string& file, const TensorTaker& taker, Weights& weights) {
  for (const char* name : {kEmbedding, kWeightHh}) {
    const std::vector<int64_t>& shape = taker.Get(name).shape;
    const int64_t columns_max = name == kEmbedding ? kEmbeddingDimMax : kHiddenDimMax;
    const int64_t rows_max = name == kEmbedding ? kVocabularyRowsMax : 4 * kHiddenDimMax;
    if (shape.size() != 2 || shape[0] < 1 || shape[0] > rows_max || shape[1] < 1 ||
        shape[1] > columns_max) {
      return absl::FailedPreconditionError(
          absl::StrFormat("%s: tensor '%s': shape is %s, expected two sizes from 1 to at most %s",
                          file, name, ShapeText(shape), ShapeText({rows_max, columns_max})));
    }
  }
  weights.vocabulary_rows = static_cast<int>(taker.Get(kEmbedding).shape[0]);
  weights.embedding_dim = static_cast<int>(taker.Get(kEmbedding).shape[1]);
  weights.hidden_dim = static_cast<int>(taker.Get(kWeightHh).shape[1]);
  return absl::OkStatus();
}

}  // namespace

std::vector<TensorView> TensorsOf(const Weights& weights) {
  const int64_t v = weights.vocabulary_rows;
  const int64_t e = weights.embedding_dim;
  const int64_t h = weights.hidden_dim;
  return {{kEmbedding, {v, e}, weights.embedding},
          {kWeightIh, {4 * h, e}, weights.w_ih},
          {kWeightHh, {4 * h, h}, weights.w_hh},
          {kBiasIh, {4 * h}, weights.b_ih},
          {kBiasHh, {4 * h}, weights.b_hh},
          {kFcWeight, {1, h}, weights.fc_weight},
          {kFcBias, {1}, absl::MakeConstSpan(&weights.fc_bias, 1)}};
}

absl::StatusOr<Weights> WeightsFromTensors(const std::string& file,
                                           std::vector<NamedTensor> tensors) {
  TensorTaker taker(file, tensors);
  TXTSENTRY_RETURN_IF_ERROR(taker.CheckNames());
  Weights weights;
  TXTSENTRY_RETURN_IF_ERROR(ReadSizes(file, taker, weights));
  const int64_t v = weights.vocabulary_rows;
  const int64_t e = weights.embedding_dim;
  const int64_t h = weights.hidden_dim;
  std::vector<float> bias;
  TXTSENTRY_RETURN_IF_ERROR(taker.Take(kEmbedding, {v, e}, weights.embedding));
  TXTSENTRY_RETURN_IF_ERROR(taker.Take(kWeightIh, {4 * h, e}, weights.w_ih));
  TXTSENTRY_RETURN_IF_ERROR(taker.Take(kWeightHh, {4 * h, h}, weights.w_hh));
  TXTSENTRY_RETURN_IF_ERROR(taker.Take(kBiasIh, {4 * h}, weights.b_ih));
  TXTSENTRY_RETURN_IF_ERROR(taker.Take(kBiasHh, {4 * h}, weights.b_hh));
  TXTSENTRY_RETURN_IF_ERROR(taker.Take(kFcWeight, {1, h}, weights.fc_weight));
  TXTSENTRY_RETURN_IF_ERROR(taker.Take(kFcBias, {1}, bias));
  weights.fc_bias = bias.front();
  if (const absl::Status status = Validate(weights); !status.ok()) {
    return base::WithPrefix(file, status);
  }
  return weights;
}

int64_t ElementsOf(absl::Span<const int64_t> shape, int64_t elements_max) {
  int64_t elements = 1;
  for (const int64_t size : shape) {
    if (size < 0) return -1;
    if (size != 0 && elements > elements_max / size) return -1;
    elements *= size;
  }
  return elements;
}

std::string ShapeText(absl::Span<const int64_t> shape) {
  return absl::StrFormat("[%s]", absl::StrJoin(shape, ", "));
}

}  // namespace txtsentry::model
