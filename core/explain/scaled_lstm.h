// The model on one record whose embeddings are all multiplied by a scale between 0 and 1, and the
// derivative of the logit by the scale for each token: the integrand of integrated gradients.
//
// Computes the equations of model/weights.h and back-propagation through time in double, for kLanes
// scales at once, so that every loaded weight is used for kLanes states. The scale is applied
// before w_ih, which is linear; w_ih x is therefore computed once per token of a record, and the
// embedding is not read again.
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

// The precomputed products of a record's tokens, before scaling.
struct TokenInputs {
  std::vector<double> products;  // [distinct tokens, 4H]: w_ih x
  std::vector<uint32_t> rows;    // [tokens]: index of the row of `products`

  int64_t tokens() const { return static_cast<int64_t>(rows.size()); }
};

// Thread-safe: immutable after construction.
class ScaledLstm {
 public:
  // Memory of a call; reusable, by one thread at a time.
  struct Scratch {
    std::vector<double> checkpoints;  // [segments + 1, 2H, kLanes]: h and c before each segment,
                                      // then the current ones
    std::vector<double> tape;         // [tokens of a segment, 6H, kLanes]
    std::vector<double> gradient;     // [2H, kLanes]: gradient by h and c
    std::vector<double> deltas;       // [4H, kLanes]
  };

  // Copies the needed weights, which must be valid (model::Validate): the embedding unchanged, 4 x
  // V x E bytes, and the rest in double.
  explicit ScaledLstm(const model::Weights& weights);

  int hidden_dim() const { return hidden_dim_; }

  // Each id must be below the number of vocabulary rows.
  TokenInputs Prepare(absl::Span<const int32_t> ids) const;

  // Returns the logit at each scale.
  Lanes Logits(const TokenInputs& inputs, const Lanes& scales, Scratch& scratch) const;

  // Returns the same logits, and writes to attributions[t], for each token, the sum over the lanes
  // of weights[lane] times the derivative of the logit at scales[lane] by the scale of this token
  // alone.
  Lanes Evaluate(const TokenInputs& inputs, const Lanes& scales, const Lanes& weights,
                 absl::Span<double> attributions, Scratch& scratch) const;

  // For two scales so close that only the model's instability separates their logits: computes each
  // token's effect on the distance of the two states at the first token where the distance reaches
  // kParted. attributions[t] is the derivative of the distance by the scale of token t, up to a
  // common factor. Later tokens get zero. Returns false if the states never diverge.
  bool EvaluateParting(const TokenInputs& inputs, double scale, double other_scale,
                       absl::Span<double> attributions, Scratch& scratch) const;

 private:
  // Far above rounding errors (1e-16 for states of magnitude one or a few), and far below the
  // distance at which the divergence is no longer linear.
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

  // Runs forward over the first `tokens` tokens; the resulting state is the last of
  // scratch.checkpoints.
  void Forward(const TokenInputs& inputs, int64_t tokens, const Lanes& scales,
               Scratch& scratch) const;
  // Runs backward over them from scratch.gradient, after Forward with the same arguments.
  void Backward(const TokenInputs& inputs, int64_t tokens, const Lanes& scales,
                const Lanes& weights, absl::Span<double> attributions, Scratch& scratch) const;
  void RunSegment(const TokenInputs& inputs, int64_t begin, int64_t end, const Lanes& scales,
                  Scratch& scratch) const;
  // Processes one token: updates `state` (h and c) and writes to `step` what the backward pass
  // needs.
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
