// An LSTM step and its derivative for kLanes states at once, in double, on the processor's widest
// vectors (Google Highway, chosen at run time).
//
// An array of shape [n, kLanes] stores the kLanes values of each entry contiguously. No alignment
// is required. Targets with and without fused multiply-add differ in the last digits.
#ifndef TXTSENTRY_CORE_EXPLAIN_LANE_KERNELS_H_
#define TXTSENTRY_CORE_EXPLAIN_LANE_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace txtsentry::explain {

inline constexpr size_t kLanes = 8;

// out[r] += sum over c of matrix[r, c] in[c].  matrix: [rows, columns]; in: [columns, kLanes];
// out: [rows, kLanes].
void MultiplyAdd(const double* matrix, size_t rows, size_t columns, const double* in, double* out);

// Runs one step of `units` hidden units. On entry `step`, [6 units, kLanes], holds the inputs of
// the gates i, f, g, o; on return it holds the gates, the new c and its tanh. h and c, [units,
// kLanes], are updated.
void CellsForward(size_t units, double* step, double* h, double* c);

// Runs the backward pass through a step that CellsForward filled. On entry dh and dc, [units,
// kLanes], hold the gradient by the new h and c; on return dc holds the gradient by c_before, and
// dh is zero so that MultiplyAdd can add to it. `deltas`, [4 units, kLanes], receives the gradient
// by the gates' inputs.
void CellsBackward(size_t units, const double* step, const double* c_before, double* dh, double* dc,
                   double* deltas);

// Returns the sum over g and lanes of product[g] deltas[g, lane] weights[lane].
double WeightedSlope(size_t gates, const double* product, const double* deltas,
                     const double* weights);

// Returns the targets that this processor supports, for tests that visit each one
// (engine/simd/highway_targets.h).
std::vector<int64_t> LaneKernelTargetsForTest();

}  // namespace txtsentry::explain

#endif  // TXTSENTRY_CORE_EXPLAIN_LANE_KERNELS_H_
