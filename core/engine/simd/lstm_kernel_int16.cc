// The recurrent product in 16-bit integers: two multiply-adds in place of one float32 multiply-add.
// Requires a product of pairs of 16-bit values: AVX3_DL (AVX-512 with VNNI), AVX3 or AVX2.
#include <cstring>

#include "core/engine/simd/folded_weights.h"
#include "core/engine/simd/highway_targets.h"
#include "core/engine/simd/lstm_kernel.h"

#define HWY_WANT_AVX3_DL 1
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/engine/simd/lstm_kernel_int16.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, which includes this file once per target.
#include "core/engine/simd/lstm_groups-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace txtsentry::engine::HWY_NAMESPACE {

#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2

constexpr int kDegree = 4;  // Gate error 5e-5 at most: less than the product's rounding.

using IntVec = hn::Vec<I32>;

// sum[i] += a[2 i] b[2 i] + a[2 i + 1] b[2 i + 1], of 16-bit a and b.
HWY_INLINE void AddPairProducts(IntVec a, IntVec b, IntVec& sum) {
#if HWY_TARGET <= HWY_AVX3_DL
  // Highway 1.0 does not enable VNNI for AVX3_DL, so the intrinsic is not available.
  asm("vpdpwssd %2, %1, %0" : "+v"(sum.raw) : "v"(a.raw), "v"(b.raw));
#elif HWY_TARGET <= HWY_AVX3
  sum.raw = _mm512_add_epi32(sum.raw, _mm512_madd_epi16(a.raw, b.raw));
#else
  sum.raw = _mm256_add_epi32(sum.raw, _mm256_madd_epi16(a.raw, b.raw));
#endif
}

// Stores the state for the next step's product; h is in units of 1 / kStateScale.
HWY_INLINE void StoreRounded(Vec h, int16_t* to) {
  const hn::Rebind<int16_t, I32> d16;
  hn::Store(hn::DemoteTo(d16, hn::NearestInt(h)), d16, to);
}

struct Int16Kernel {
  // GCC copies many of the sums if they occupy 24 registers; 16 are faster.
  static constexpr int kRowsMax = kGroupRowsMax < 4 ? kGroupRowsMax : 4;

  // As in lstm_kernel.cc, with integer sums: gates = table row + scale * (w_hh h).
  template <bool kBounded, int kRows, int kParts>
  static HWY_INLINE void Tile(const LstmRun& run, const float* const (&rows)[kRows], Place at,
                              const float* const (&next_rows)[kRows], size_t next_unit) {
    const F32 d;
    const I32 di;
    constexpr int kCells = kRows * kParts;
    const size_t hidden = run.hidden;
    const int16_t* const h_in = run.h_int16[at.parity] + at.lane * hidden;
    IntVec sums[kCells][4];
    const int16_t* w_hh[kParts];
    TXTSENTRY_UNROLL for (int part = 0; part < kParts; ++part) {
      const size_t first = at.unit + part * kWidth;
      w_hh[part] =
          run.w_hh_int16 + first / kUnitBlock * hidden * kGateFloats + first % kUnitBlock * 2;
    }
    TXTSENTRY_UNROLL for (int cell = 0; cell < kCells; ++cell) {
      TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) sums[cell][gate] = hn::Zero(di);
    }
    TXTSENTRY_UNROLL for (int row = 0; row < kRows; ++row) {
      PrefetchRow<kRows, kParts>(next_rows, row, next_unit);
    }
    _Pragma("GCC unroll 2") for (size_t k = 0; k < hidden / 2; ++k) {
      IntVec w[kParts][4];
      TXTSENTRY_UNROLL for (int part = 0; part < kParts; ++part) {
        TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) {
          const int16_t* const from = w_hh[part] + (k * kGateFloats + gate * kUnitBlock) * 2;
          w[part][gate] = hn::Load(di, reinterpret_cast<const int32_t*>(from));
        }
      }
      TXTSENTRY_UNROLL for (int row = 0; row < kRows; ++row) {
        // A float is broadcast from memory at no cost; an integer would need a move first.
        float pair;
        std::memcpy(&pair, h_in + row * hidden + 2 * k, sizeof(pair));
        const IntVec x = hn::BitCast(di, hn::Set(d, pair));
        TXTSENTRY_UNROLL for (int part = 0; part < kParts; ++part) {
          TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) {
            AddPairProducts(x, w[part][gate], sums[row * kParts + part][gate]);
          }
        }
      }
    }
    Vec gates[kCells][4];
    float* c[kCells];
    TXTSENTRY_UNROLL for (int cell = 0; cell < kCells; ++cell) {
      const size_t first = at.unit + cell % kParts * kWidth;
      const size_t place = first / kUnitBlock * kGateFloats + first % kUnitBlock;
      TXTSENTRY_UNROLL for (int gate = 0; gate < 4; ++gate) {
        gates[cell][gate] =
            hn::MulAdd(hn::ConvertTo(d, sums[cell][gate]),
                       hn::Load(d, run.scale_int16 + place + gate * kUnitBlock),
                       hn::Load(d, rows[cell / kParts] + place + gate * kUnitBlock));
      }
      c[cell] = run.c + (at.lane + cell / kParts) * hidden + first;
    }
    Vec h[kCells];
    UpdateCells<kBounded, kDegree, kCells>(gates, c, h, kStateScale);
    TXTSENTRY_UNROLL for (int cell = 0; cell < kCells; ++cell) {
      const size_t to = (at.lane + cell / kParts) * hidden + at.unit + cell % kParts * kWidth;
      hn::Store(h[cell], d, run.h[1 - at.parity] + to);
      StoreRounded(h[cell], run.h_int16[1 - at.parity] + to);
    }
  }
};

void (*Int16Run())(const LstmRun&) { return &RunInGroups<Int16Kernel>; }

#else

void (*Int16Run())(const LstmRun&) { return nullptr; }

#endif  // HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX2

}  // namespace txtsentry::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace txtsentry::engine {
namespace {

HWY_EXPORT(Int16Run);

}  // namespace

const std::vector<Int16LstmKernel>& SupportedInt16LstmKernels() {
  static const auto* const kernels = [] {
    auto* found = new std::vector<Int16LstmKernel>;
    ForEachTarget(hwy::SupportedAndGeneratedTargets(), [found](int64_t target) {
      if (const auto run = HWY_DYNAMIC_DISPATCH(Int16Run)()) {
        found->push_back({hwy::TargetName(target), run});
      }
    });
    return found;
  }();
  return *kernels;
}

}  // namespace txtsentry::engine
#endif  // HWY_ONCE
