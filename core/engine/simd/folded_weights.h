// The LSTM's parameters, rearranged for the vector kernels (lstm_kernel.h).
#ifndef TXTSENTRY_CORE_ENGINE_SIMD_FOLDED_WEIGHTS_H_
#define TXTSENTRY_CORE_ENGINE_SIMD_FOLDED_WEIGHTS_H_

#include <cstdint>
#include <vector>

#include "core/base/aligned_buffer.h"
#include "core/model/weights.h"

namespace txtsentry::engine {

// Hidden units are worked on in blocks of this many: the floats of one cache line and of the widest
// vector.
inline constexpr int kUnitBlock = 16;

// A gate's pre-activation x is kept as the exponent of the power of two that the gate needs, so
// that a kernel computes no exp, only 2^x: the rows of the sigmoid gates i, f and o are scaled by
// -log2 e (sigmoid(x) = 1 / (1 + 2^(-x log2 e))) and those of the tanh gate g by -2 log2 e
// (tanh(x) = (1 - 2^y) / (1 + 2^y), y = -2 x log2 e).
inline constexpr double kSigmoidScale = -1.4426950408889634;
inline constexpr double kTanhScale = -2.8853900817779268;

// What integer kernels multiply h by before they round it.
inline constexpr float kStateScale = 8192;

// H is hidden_dim rounded up to a multiple of kUnitBlock. The units added have zero weights; their
// state stays 0 and adds nothing.
struct FoldedWeights {
  int vocabulary_rows = 0;  // V
  int hidden = 0;           // H

  // [V, H / 16, 4, 16], gates in the order i, f, g, o: w_ih x + b_ih + b_hh of each token, scaled.
  // The row of <pad> and of <unk> come from the embedding as any other's, as in the notebook.
  base::AlignedBuffer<float> table;
  // [H / 16, H, 4, 16]: entry [b, k, gate, u] is the weight from h[k] to that gate of unit
  // 16 b + u, scaled.
  base::AlignedBuffer<float> w_hh;
  // The same as w_hh, rounded for integer kernels, pairs of h beside each other: entry
  // [b, k, gate, u, j] is the weight from h[2 k + j]. A gate's weights share a scale, and are small
  // enough that 32 bits hold any sum of theirs with |h| <= 1:
  //   w_hh h = scale * (w_hh_int16 (kStateScale h)).
  base::AlignedBuffer<int16_t> w_hh_int16;  // [H / 16, H / 2, 4, 16, 2]
  base::AlignedBuffer<float> scale_int16;   // [H / 16, 4, 16]
  std::vector<float> fc_weight;             // [H]
  float fc_bias = 0;

  // True when no gate can leave the range in which the kernels need not clamp it, whatever the
  // input: |h| < 1, so that a gate is bounded by its largest table entry plus the sum of its
  // recurrent weights.
  bool bounded = false;
};

// The products are summed in double and rounded once.
FoldedWeights Fold(const model::Weights& weights);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_FOLDED_WEIGHTS_H_
