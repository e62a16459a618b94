// The parameters of the notebook's DNSTxtClassifier: an embedding, one LSTM layer and one output.
//
// All tensors are float32, row-major, with PyTorch's shapes and order. This header is the only
// place that defines the layout; every engine refers to it.
#ifndef TXTSENTRY_CORE_MODEL_WEIGHTS_H_
#define TXTSENTRY_CORE_MODEL_WEIGHTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"

namespace txtsentry::model {

// Limits on the sizes, checked before any allocation.
inline constexpr int kVocabularyRowsMax = 1'000'000;
inline constexpr int kEmbeddingDimMax = 1024;
inline constexpr int kHiddenDimMax = 1024;

// V vocabulary rows, E embedding dimensions, H hidden dimensions. PyTorch's gate order is i, f, g,
// o: rows [0, H) of w_ih, w_hh and the biases are the input gate, [H, 2H) forget, [2H, 3H) cell
// candidate (tanh), [3H, 4H) output. One step of a row, where x is the embedding of its token:
//   i, f, o = sigmoid, g = tanh of (w_ih x + b_ih + w_hh h + b_hh);  c = f c + i g;  h = o tanh(c)
// starting with h = c = 0. After the last token,  logit = fc_weight . h + fc_bias.
struct Weights {
  int vocabulary_rows = 0;       // V
  int embedding_dim = 0;         // E
  int hidden_dim = 0;            // H
  std::vector<float> embedding;  // [V, E]; row 0 is <pad>
  std::vector<float> w_ih;       // [4H, E]
  std::vector<float> w_hh;       // [4H, H]
  std::vector<float> b_ih;       // [4H]
  std::vector<float> b_hh;       // [4H]
  std::vector<float> fc_weight;  // [H]
  float fc_bias = 0;
};

// Returns FailedPrecondition if a size is out of bounds or a tensor's length does not match the
// sizes; DataLoss, naming the tensor and the index, if a value is NaN or infinite.
absl::Status Validate(const Weights& weights);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_WEIGHTS_H_
