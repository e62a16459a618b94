// What each token of a record adds to its logit: integrated gradients (Sundararajan, Taly and Yan,
// 2017) over the embedding rows of the tokens, from the baseline whose embeddings are all zero.
//
// A token's attribution is the integral over a scale s from 0 to 1 of its embedding times the
// derivative of the logit by that embedding, all embeddings multiplied by s. By the gradient
// theorem the attributions add up to logit - baseline_logit.
//
// An LSTM saturates and latches: the logit is flat over most scales and turns in a few places, some
// of them narrower than the numbers that a double can tell apart (a long SPF record goes from one
// end of the range to the other there). Rules of equal steps do not converge on that. Here an
// interval of scales is integrated by the Gauss-Lobatto rule of eight points, whose outermost
// points are the interval's ends; the logits there say what the sum ought to be. The interval that
// is furthest off is cut up until all are near enough: in the middle, or around the step that its
// logits show. A step that is still there between two scales cliff_width apart is a cliff: on both
// sides of it the model is about to fall to either side of an unstable state, and what decides is
// how far each token pushes it. The height of a cliff is shared by the tokens in that proportion,
// which is the limit of the integral over it (ScaledLstm::EvaluateParting).
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
  // Enough when what the intervals are off, added up without regard to sign, is at most the larger
  // of these; the second is a share of |logit - baseline_logit|.
  double tolerance = 1e-3;
  double tolerance_share = 0.01;
  // A step that is still there between two scales this near is a cliff: the states at its sides
  // part by the model's instability alone, which multiplies their distance by 1e5 before
  // EvaluateParting looks at it, and a token behind that has a part of 1e-5 or less. Searching down
  // to rounding would cost twice as much.
  double cliff_width = 1e-9;
  // The work stops when the model has been run at this many scales, with or without a gradient, and
  // when scales x tokens x H x H have passed the second; `residual` says how well it went. A token
  // at a scale takes 2 to 3 us at H = 64 (2.5 GHz, AVX-512), so that the second bounds the time to
  // 9 s.
  int64_t scales_max = 4096;
  int64_t products_max = 12'000'000'000;
  // Asked before each kLanes scales; true gives the work up.
  std::function<bool()> stop;
};

struct Attributions {
  std::vector<double> tokens;  // [tokens] what each adds to the logit
  double logit = 0;
  double baseline_logit = 0;
  double residual = 0;     // logit - baseline_logit - the sum of `tokens`
  double cliffs = 0;       // The part of the difference that was shared at cliffs, without sign.
  int64_t scales = 0;      // That the model was run at.
  bool converged = false;  // The tolerance was reached.
};

// InvalidArgument without a token, Cancelled when `stop` said so. Each id is below the vocabulary's
// rows. Thread-safe.
absl::StatusOr<Attributions> IntegrateGradients(const ScaledLstm& lstm,
                                                absl::Span<const int32_t> ids,
                                                const GradientOptions& options);

}  // namespace txtsentry::explain

#endif  // TXTSENTRY_CORE_EXPLAIN_INTEGRATED_GRADIENTS_H_
