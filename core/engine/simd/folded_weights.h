// The LSTM's parameters, rearranged for the vector kernels (lstm_kernel.h).
#ifndef TXTSENTRY_CORE_ENGINE_SIMD_FOLDED_WEIGHTS_H_
#define TXTSENTRY_CORE_ENGINE_SIMD_FOLDED_WEIGHTS_H_

#include <cstdint>
#include <vector>

#include "core/base/aligned_buffer.h"
#include "core/model/weights.h"

namespace txtsentry::engine {

// Hidden units are processed in blocks of this many: the floats of one cache line and of the widest
// vector.
inline constexpr int kUnitBlock = 16;

// A gate's pre-activation x is stored as the exponent of the power of two that the gate needs, so
// kernels compute only 2^x and never exp. Rows of the sigmoid gates i, f and o are scaled by -log2
// e (sigmoid(x) = 1 / (1 + 2^(-x log2 e))), and those of the tanh gate g by -2 log2 e (tanh(x) = (1
// - 2^y) / (1 + 2^y), y = -2 x log2 e).
inline constexpr double kSigmoidScale = -1.4426950408889634;
inline constexpr double kTanhScale = -2.8853900817779268;

// Integer kernels multiply h by this factor before rounding.
inline constexpr float kStateScale = 8192;

// H is hidden_dim rounded up to a multiple of kUnitBlock. The additional units have zero weights;
// their state stays 0 and has no effect.
struct FoldedWeights {
  int vocabulary_rows = 0;  // V
  int hidden = 0;           // H

  // [V, H / 16, 4, 16], gates in the order i, f, g, o: w_ih x + b_ih + b_hh of each token, scaled.
  // The rows of <pad> and <unk> are computed from the embedding like all others, as in the
  // notebook.
  base::AlignedBuffer<float> table;
  // [H / 16, H, 4, 16]: entry [b, k, gate, u] is the scaled weight from h[k] to that gate of unit
  // 16 b + u.
  base::AlignedBuffer<float> w_hh;
  // w_hh rounded for integer kernels, with pairs of h adjacent: entry [b, k, gate, u, j] is the
  // weight from h[2 k + j]. All weights of a gate share a scale and are small enough that any sum
  // of them with |h| <= 1 fits in 32 bits: w_hh h = scale * (w_hh_int16 (kStateScale h)).
  base::AlignedBuffer<int16_t> w_hh_int16;  // [H / 16, H / 2, 4, 16, 2]
  base::AlignedBuffer<float> scale_int16;   // [H / 16, 4, 16]
  std::vector<float> fc_weight;             // [H]
  float fc_bias = 0;

  // True if no gate can exceed the range in which the kernels need not clamp, for any input.
  // Because |h| < 1, a gate is bounded by its largest table entry plus the sum of its absolute
  // recurrent weights.
  bool bounded = false;
};

// Computes the products in double and rounds once.
FoldedWeights Fold(const model::Weights& weights);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_FOLDED_WEIGHTS_H_
