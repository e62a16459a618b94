#include "core/engine/simd/lstm_kernel.h"

#include "core/engine/simd/folded_weights.h"
#include "core/engine/simd/highway_targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/simd/lstm_kernel.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, which includes this file once per target.
#include "core/engine/simd/lstm_groups-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace txtsentry::engine::HWY_NAMESPACE {

constexpr int kDegree = 5;

// gates += w_hh h, for h[first] to h[end - 1].
template <int kRows, int kParts>
HWY_INLINE void AddProducts(const float* const (&w_hh)[kParts], const float* h_in, size_t hidden,
                            size_t first, size_t end, Vec (&gates)[kRows * kParts][4]) {
  const F32 d;
  _Pragma("GCC unroll 2") for (size_t k = first; k < end; ++k) {
    Vec w[kParts][4];
    TXTSENTRY_UNROLL for (int part = 0; part < kParts; ++part) {
      TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) {
        w[part][gate] = hn::Load(d, w_hh[part] + k * kGateFloats + gate * kUnitBlock);
      }
    }
    TXTSENTRY_UNROLL for (int row = 0; row < kRows; ++row) {
      const Vec x = hn::Set(d, h_in[row * hidden + k]);
      TXTSENTRY_UNROLL for (int part = 0; part < kParts; ++part) {
        TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) {
          gates[row * kParts + part][gate] =
              hn::MulAdd(x, w[part][gate], gates[row * kParts + part][gate]);
        }
      }
    }
  }
}

struct Fp32Kernel {
  static constexpr int kRowsMax = kGroupRowsMax;

  // Computes one step of kRows rows for kParts vectors of hidden units. gates = w_hh h + table row
  // stays in registers from the first product to the new h.
  template <bool kBounded, int kRows, int kParts>
  static HWY_INLINE void Tile(const LstmRun& run, const float* const (&rows)[kRows], Place at,
                              const float* const (&next_rows)[kRows], size_t next_unit) {
    const F32 d;
    constexpr int kCells = kRows * kParts;
    const size_t hidden = run.hidden;
    const float* const h_in = run.h[at.parity] + at.lane * hidden;
    Vec gates[kCells][4];
    size_t place[kParts];       // Offset of each part in a row of the table.
    const float* w_hh[kParts];  // [H, 4, 16], starting at the part's offset.
    TXTSENTRY_UNROLL for (int part = 0; part < kParts; ++part) {
      const size_t first = at.unit + part * kWidth;
      place[part] = first / kUnitBlock * kGateFloats + first % kUnitBlock;
      w_hh[part] = run.w_hh + first / kUnitBlock * hidden * kGateFloats + first % kUnitBlock;
    }
    TXTSENTRY_UNROLL for (int cell = 0; cell < kCells; ++cell) {
      TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) { gates[cell][gate] = hn::Zero(d); }
    }
    // Prefetches are spread over the products: in one burst they would fill the line buffers, which
    // the weights, loaded from L2, also need.
    const size_t share = hidden / kUnitBlock * 2;
    for (int row = 0; row < kRows; ++row) {
      PrefetchRow<kRows, kParts>(next_rows, row, next_unit);
      AddProducts<kRows, kParts>(w_hh, h_in, hidden, row * share, (row + 1) * share, gates);
    }
    AddProducts<kRows, kParts>(w_hh, h_in, hidden, kRows * share, hidden, gates);
    // Add the table row last: it is the largest term, and every sum that contains it has its
    // rounding error.
    TXTSENTRY_UNROLL for (int cell = 0; cell < kCells; ++cell) {
      TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) {
        const float* const from = rows[cell / kParts] + place[cell % kParts] + gate * kUnitBlock;
        gates[cell][gate] = hn::Add(gates[cell][gate], hn::Load(d, from));
      }
    }
    float* c[kCells];
    TXTSENTRY_UNROLL for (int cell = 0; cell < kCells; ++cell) {
      c[cell] = run.c + (at.lane + cell / kParts) * hidden + at.unit + cell % kParts * kWidth;
    }
    Vec h[kCells];
    UpdateCells<kBounded, kDegree, kCells>(gates, c, h);
    float* const h_out = run.h[1 - at.parity] + at.lane * hidden;
    TXTSENTRY_UNROLL for (int cell = 0; cell < kCells; ++cell) {
      hn::Store(h[cell], d, h_out + cell / kParts * hidden + at.unit + cell % kParts * kWidth);
    }
  }
};

void UpdateCellsOfRow(const float* gates, float* c, float* h, size_t units, bool bounded) {
  const F32 d;
  for (size_t unit = 0; unit < units; unit += kWidth) {
    const float* const from = gates + unit / kUnitBlock * kGateFloats + unit % kUnitBlock;
    Vec loaded[1][4];
    TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) {
      loaded[0][gate] = hn::Load(d, from + gate * kUnitBlock);
    }
    float* const c_unit = c + unit;
    Vec new_h[1];
    if (bounded) {
      UpdateCells<true, kDegree, 1>(loaded, &c_unit, new_h);
    } else {
      UpdateCells<false, kDegree, 1>(loaded, &c_unit, new_h);
    }
    hn::Store(new_h[0], d, h + unit);
  }
}

LstmKernel Kernel() {
  return {hwy::TargetName(HWY_TARGET), &RunInGroups<Fp32Kernel>, &UpdateCellsOfRow};
}

}  // namespace txtsentry::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include "absl/strings/str_format.h"

namespace txtsentry::engine {
namespace {

HWY_EXPORT(Kernel);

}  // namespace

const std::vector<LstmKernel>& SupportedLstmKernels() {
  static const auto* const kernels = [] {
    auto* found = new std::vector<LstmKernel>;
    ForEachTarget(hwy::SupportedAndGeneratedTargets(),
                  [found](int64_t) { found->push_back(HWY_DYNAMIC_DISPATCH(Kernel)()); });
    return found;
  }();
  return *kernels;
}

absl::StatusOr<LstmKernel> FindLstmKernel(std::string_view name) {
  std::string names;
  for (const LstmKernel& kernel : SupportedLstmKernels()) {
    if (name.empty() || name == kernel.name) return kernel;
    names += names.empty() ? "" : ", ";
    names += kernel.name;
  }
  return absl::InvalidArgumentError(
      absl::StrFormat("kernel=%s is none of what this processor runs: %s", name, names));
}

}  // namespace txtsentry::engine
#endif  // HWY_ONCE
