// The model on one record whose embeddings are all multiplied by a scale between 0 and 1, with the
// derivative of the logit by the scale, token by token: the integrand of integrated gradients.
//
// The equations of model/weights.h and back-propagation through time in double, at kLanes scales at
// once: every number that is loaded of a weight matrix then serves kLanes states. The scale enters
// before w_ih, which is linear, so that w_ih x of each token is worked out once for a record and
// the embedding itself is never touched again.
#ifndef TXTSENTRY_CORE_EXPLAIN_SCALED_LSTM_H_
#define TXTSENTRY_CORE_EXPLAIN_SCALED_LSTM_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "core/explain/lane_kernels.h"
#include "core/model/weights.h"

namespace txtsentry::explain {

using Lanes = std::array<double, kLanes>;

// What the model makes of a record's tokens before any scale.
struct TokenInputs {
  std::vector<double> products;  // [distinct tokens, 4H]: w_ih x
  std::vector<uint32_t> rows;    // [tokens]: which row of `products`

  int64_t tokens() const { return static_cast<int64_t>(rows.size()); }
};

// Thread-safe: immutable after construction.
class ScaledLstm {
 public:
  // Memory of a call; may be used again, by one thread at a time.
  struct Scratch {
    std::vector<double> checkpoints;  // [segments + 1, 2H, kLanes]: h and c before each, and now
    std::vector<double> tape;         // [tokens of a segment, 6H, kLanes]
    std::vector<double> gradient;     // [2H, kLanes]: by h and c
    std::vector<double> deltas;       // [4H, kLanes]
  };

  // Copies what it needs of `weights`, which are valid (model::Validate): the embedding as it is,
  // 4 x V x E bytes, and the rest in double.
  explicit ScaledLstm(const model::Weights& weights);

  int hidden_dim() const { return hidden_dim_; }

  // Each id is below the vocabulary's rows.
  TokenInputs Prepare(absl::Span<const int32_t> ids) const;

  // The logit at each of the scales.
  Lanes Logits(const TokenInputs& inputs, const Lanes& scales, Scratch& scratch) const;

  // The same, and in attributions[t], for each token, the sum over the lanes of weights[lane] times
  // the derivative of the logit at scales[lane] by the scale of this token alone.
  Lanes Evaluate(const TokenInputs& inputs, const Lanes& scales, const Lanes& weights,
                 absl::Span<double> attributions, Scratch& scratch) const;

  // For two scales so near that only the model's own instability tells their logits apart: what
  // each token does to the distance of the two states at the first token where it has grown to
  // kParted, so attributions[t] is its derivative by the scale of token t, up to a factor. Tokens
  // behind that one get zero. False when the states never part.
  bool EvaluateParting(const TokenInputs& inputs, double scale, double other_scale,
                       absl::Span<double> attributions, Scratch& scratch) const;

 private:
  // Far above rounding, which is 1e-16 of states below one or a few, and far below where the states
  // are no longer linear in what drives them apart.
  static constexpr double kParted = 1e-4;

  int64_t step_doubles() const { return int64_t{6} * hidden_dim_ * kLanes; }
  int64_t state_doubles() const { return int64_t{2} * hidden_dim_ * kLanes; }
  int64_t segment_tokens() const;
  double* state(Scratch& scratch) const {
    return scratch.checkpoints.data() + scratch.checkpoints.size() - state_doubles();
  }
  const double* product(const TokenInputs& inputs, int64_t token) const {
    return &inputs.products[inputs.rows[token] * bias_.size()];
  }

  // Forward over the first `tokens` tokens; the state is then the last of scratch.checkpoints.
  void Forward(const TokenInputs& inputs, int64_t tokens, const Lanes& scales,
               Scratch& scratch) const;
  // Back over them from scratch.gradient, after Forward with the same arguments.
  void Backward(const TokenInputs& inputs, int64_t tokens, const Lanes& scales,
                const Lanes& weights, absl::Span<double> attributions, Scratch& scratch) const;
  void RunSegment(const TokenInputs& inputs, int64_t begin, int64_t end, const Lanes& scales,
                  Scratch& scratch) const;
  // One token forward: `state`, h and c, becomes the next; `step` gets what the way back needs.
  void Step(const double* product, const Lanes& scales, double* state, double* step) const;
  Lanes LogitsOf(const double* state) const;

  const int embedding_dim_;          // E
  const int hidden_dim_;             // H
  std::vector<float> embedding_;     // [V, E]
  std::vector<double> w_ih_;         // [4H, E]
  std::vector<double> w_hh_;         // [4H, H]
  std::vector<double> w_hh_across_;  // [H, 4H]: w_hh transposed
  std::vector<double> bias_;         // [4H]: b_ih + b_hh
  std::vector<double> fc_weight_;    // [H]
  const double fc_bias_;
};

}  // namespace txtsentry::explain

#endif  // TXTSENTRY_CORE_EXPLAIN_SCALED_LSTM_H_
