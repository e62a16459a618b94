// The arithmetic of an LSTM step and of its derivative for kLanes states at once, in double, on the
// widest vectors of the processor (Google Highway, chosen at run time).
//
// An array said to be [n, kLanes] holds the kLanes values of each entry side by side. No alignment
// is asked for. A target without fused multiply-add differs from one with it in the last digits.
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

// One step of `units` hidden units. `step`, [6 units, kLanes], comes with what goes into the gates
// i, f, g, o and leaves with the gates, the new c and its tanh; h and c, [units, kLanes], become
// the new ones.
void CellsForward(size_t units, double* step, double* h, double* c);

// The way back through a step that CellsForward filled. dh and dc, [units, kLanes], come with the
// gradient by the new h and c; dc leaves as that by c_before, and dh as zero for MultiplyAdd to add
// to. `deltas`, [4 units, kLanes], gets the gradient by what went into the gates.
void CellsBackward(size_t units, const double* step, const double* c_before, double* dh, double* dc,
                   double* deltas);

// The sum over g and lanes of product[g] deltas[g, lane] weights[lane].
double WeightedSlope(size_t gates, const double* product, const double* deltas,
                     const double* weights);

// The targets that this processor runs, for tests that visit each (engine/highway_targets.h).
std::vector<int64_t> LaneKernelTargetsForTest();

}  // namespace txtsentry::explain

#endif  // TXTSENTRY_CORE_EXPLAIN_LANE_KERNELS_H_
