// The LSTM's inner loop on the processor's vector unit.
//
// There is one kernel per Highway target in the build: AVX3 (AVX-512), AVX2, SSE4, SSSE3, SSE2,
// NEON and EMU128. The kernel is chosen at run time.
#ifndef TXTSENTRY_CORE_ENGINE_SIMD_LSTM_KERNEL_H_
#define TXTSENTRY_CORE_ENGINE_SIMD_LSTM_KERNEL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::engine {

// Maximum number of rows that a kernel steps in parallel.
inline constexpr int kLanesMax = 12;

// A run of several steps for several rows, one row per lane. All pointers are borrowed; shapes as
// in folded_weights.h.
struct LstmRun {
  const float* table = nullptr;         // [V, H / 16, 4, 16]
  const float* w_hh = nullptr;          // [H / 16, H, 4, 16]
  int hidden = 0;                       // H
  bool bounded = false;                 // FoldedWeights::bounded
  int lanes = 0;                        // 1 to kLanesMax
  const int16_t* w_hh_int16 = nullptr;  // [H / 16, H / 2, 4, 16, 2]; integer kernels only
  const float* scale_int16 = nullptr;   // [H / 16, 4, 16]; integer kernels only
  int64_t steps = 0;                    // At least 1; every lane must have that many tokens left.
  const int32_t* ids[kLanesMax] = {};   // Each lane's next token.
  // [kLanesMax, H] each, aligned to 64 bytes. A step reads h[0] and writes h[1]; the next step does
  // the reverse.
  float* h[2] = {};
  // Integer kernels read these and write both h and h_int16; all four are then in units of 1 /
  // kStateScale.
  int16_t* h_int16[2] = {};
  float* c = nullptr;  // [kLanesMax, H], scaled by kTanhScale.
};

// The kernel of one instruction set. A lane's result depends only on its own tokens and state, bit
// for bit, for any number of lanes: every lane runs the same operations in the same order.
// Thread-safe.
struct LstmKernel {
  const char* name;  // Highway's name of the target: "AVX3"

  void (*run)(const LstmRun& run);

  // Runs only the cell update, for `units` hidden units, a multiple of 16. `gates` is [units / 16,
  // 4, 16], like a row of the table; c is updated in place (scaled as in LstmRun), and h is
  // written. All are aligned to 64 bytes. With c = 0 and a row of the table as gates, this is a
  // row's first step, whose h is 0; the result is bit-identical to `run`, without the product. With
  // c' and h' the exact values, |c - c'| <= 3e-7 (1 + |c'|) with c unscaled, and |h - h'| <= 4e-7:
  // over the whole range of float if `bounded` is false, for gates within +-40 if it is true.
  void (*update_cells)(const float* gates, float* c, float* h, size_t units, bool bounded);
};

// A kernel that computes the recurrent product in 16-bit integers (FoldedWeights::w_hh_int16).
struct Int16LstmKernel {
  const char* name;
  void (*run)(const LstmRun& run);
};

// As SupportedLstmKernels; empty if no instruction set multiplies pairs of 16-bit integers.
const std::vector<Int16LstmKernel>& SupportedInt16LstmKernels();

// Returns the kernels of this build that this processor supports, the best one first; never empty.
const std::vector<LstmKernel>& SupportedLstmKernels();

// Returns the kernel with the given name, or the best one if `name` is empty. Returns
// InvalidArgument with a list of names if there is no such kernel.
absl::StatusOr<LstmKernel> FindLstmKernel(std::string_view name);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_LSTM_KERNEL_H_
