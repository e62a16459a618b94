// The LSTM's inner loop on the processor's vector unit, one kernel for each instruction set that
// the build knows, chosen at run time. Highway's targets: AVX3 (AVX-512), AVX2, SSE4, SSSE3, SSE2,
// NEON and EMU128.
#ifndef TXTSENTRY_CORE_ENGINE_SIMD_LSTM_KERNEL_H_
#define TXTSENTRY_CORE_ENGINE_SIMD_LSTM_KERNEL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::engine {

// Rows that a kernel steps side by side, at most.
inline constexpr int kLanesMax = 12;

// Some steps of some rows, one row a lane. All borrowed; shapes as in folded_weights.h.
struct LstmRun {
  const float* table = nullptr;         // [V, H / 16, 4, 16]
  const float* w_hh = nullptr;          // [H / 16, H, 4, 16]
  int hidden = 0;                       // H
  bool bounded = false;                 // FoldedWeights::bounded
  int lanes = 0;                        // 1 to kLanesMax
  const int16_t* w_hh_int16 = nullptr;  // [H / 16, H / 2, 4, 16, 2]; integer kernels only
  const float* scale_int16 = nullptr;   // [H / 16, 4, 16]; integer kernels only
  int64_t steps = 0;                    // At least 1; every lane has as many tokens left.
  const int32_t* ids[kLanesMax] = {};   // Each lane's next token.
  // [kLanesMax, H] each, aligned to 64 bytes. A step reads h[0] and writes h[1], the next the other
  // way round.
  float* h[2] = {};
  // Integer kernels read these and write both; all four are then in units of 1 / kStateScale.
  int16_t* h_int16[2] = {};
  float* c = nullptr;  // [kLanesMax, H], scaled by kTanhScale.
};

// One instruction set's kernel. A lane's result depends on its own tokens and state alone, to the
// last bit, whatever the number of lanes: each lane goes through the same operations in the same
// order. Thread-safe.
struct LstmKernel {
  const char* name;  // Highway's name for the target: "AVX3"

  void (*run)(const LstmRun& run);

  // The cell update alone, of `units` hidden units, a multiple of 16. `gates` is [units / 16, 4,
  // 16], as a row of the table; c is updated in place (scaled as in LstmRun), h is written; all
  // aligned to 64 bytes. On a row of the table with c = 0 it is a row's first step, whose h is 0:
  // the same result as `run` to the last bit, without the product. With c' and h' the exact values,
  // |c - c'| <= 3e-7 (1 + |c'|) with c unscaled, and |h - h'| <= 4e-7: over the whole range of
  // float where `bounded` is false, for gates within +-40 where it is true.
  void (*update_cells)(const float* gates, float* c, float* h, size_t units, bool bounded);
};

// A kernel whose recurrent product is in 16-bit integers (FoldedWeights::w_hh_int16).
struct Int16LstmKernel {
  const char* name;
  void (*run)(const LstmRun& run);
};

// As SupportedLstmKernels; empty where no instruction set multiplies pairs of 16-bit integers.
const std::vector<Int16LstmKernel>& SupportedInt16LstmKernels();

// What this build has and this processor can run, best first; never empty.
const std::vector<LstmKernel>& SupportedLstmKernels();

// The best kernel where `name` is empty, else the one of that name. InvalidArgument when it is none
// of them; the message lists them.
absl::StatusOr<LstmKernel> FindLstmKernel(std::string_view name);

}  // namespace txtsentry::engine

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_LSTM_KERNEL_H_
