// The contribution of each token to a record's logit: integrated gradients (Sundararajan, Taly and
// Yan, 2017) over the tokens' embedding rows, from the all-zero baseline.
//
// A token's attribution is the integral, over a scale s from 0 to 1, of its embedding times the
// derivative of the logit by that embedding, with all embeddings multiplied by s. By the gradient
// theorem the attributions add up to logit - baseline_logit.
//
// An LSTM saturates and latches: the logit is flat over most scales and changes in a few places,
// some of which are narrower than the spacing of doubles (a long SPF record changes from one end of
// the range to the other there). Rules with equal steps do not converge on such a function. This
// implementation integrates an interval of scales with the eight-point Gauss-Lobatto rule, whose
// outermost points are the interval's ends; the logits there give the exact sum. It repeatedly
// splits the interval with the largest error until the total error is small enough: in the middle,
// or around a step of the logit. A step between two scales that are cliff_width apart is called a
// cliff: the model is near an unstable state and falls to either side of it, and each token's push
// determines the side. The height of a cliff is divided among the tokens in proportion to their
// push, which is the limit of the integral over it (ScaledLstm::EvaluateParting).
#ifndef TXTSENTRY_CORE_EXPLAIN_INTEGRATED_GRADIENTS_H_
#define TXTSENTRY_CORE_EXPLAIN_INTEGRATED_GRADIENTS_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/explain/scaled_lstm.h"

namespace txtsentry::explain {

struct GradientOptions {
  // Stop when the sum of the intervals' absolute errors is at most the larger of these two bounds;
  // the second is a fraction of |logit - baseline_logit|.
  double tolerance = 1e-3;
  double tolerance_share = 0.01;
  // A step between two scales this close is treated as a cliff: its two states diverge only by the
  // model's instability, which multiplies their distance by 1e5 before EvaluateParting measures it,
  // and later tokens contribute 1e-5 or less. Searching down to rounding would double the cost.
  double cliff_width = 1e-9;
  // Limits on the work: the number of scales at which the model is evaluated, with or without a
  // gradient, and the product scales x tokens x H x H; `residual` reports the remaining error. One
  // token at one scale takes 2 to 3 us for H = 64 (2.5 GHz, AVX-512), so the second limit bounds
  // the time to 9 s.
  int64_t scales_max = 4096;
  int64_t products_max = 12'000'000'000;
  // Called before each kLanes scales; returning true stops the work.
  std::function<bool()> stop;
};

struct Attributions {
  std::vector<double> tokens;  // [tokens]: the contribution of each token to the logit
  double logit = 0;
  double baseline_logit = 0;
  double residual = 0;     // logit - baseline_logit - sum of `tokens`
  double cliffs = 0;       // Absolute part of the difference that was distributed at cliffs.
  int64_t scales = 0;      // Number of scales at which the model was evaluated.
  bool converged = false;  // True if the tolerance was reached.
};

// Returns InvalidArgument without tokens, Cancelled if `stop` returned true. Each id must be below
// the number of vocabulary rows. Thread-safe.
absl::StatusOr<Attributions> IntegrateGradients(const ScaledLstm& lstm,
                                                absl::Span<const int32_t> ids,
                                                const GradientOptions& options);

}  // namespace txtsentry::explain

#endif  // TXTSENTRY_CORE_EXPLAIN_INTEGRATED_GRADIENTS_H_
