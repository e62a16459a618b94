// The cell update on vectors. Included only by the LSTM kernels, once per Highway target.
//
// With a = 2^i, e = 2^f, b = 2^g, q = 2^o (the gates arrive scaled, folded_weights.h) and
// K = kTanhScale,
//   c' = sigmoid(f) c + sigmoid(i) tanh(g) = (c (1+a)(1+b) + (1-b)(1+e)) / ((1+a)(1+b)(1+e))
//   h' = sigmoid(o) tanh(c')               = (1-d) / ((1+q)(1+d)),  d = 2^(K c')
// so a unit needs five powers of two and two divisions instead of five of each. c is stored
// multiplied by K, which turns 1-b into K - K b at no cost.
//
// The stages are separate functions, because a processor that reorders only a few hundred
// instructions needs independent work next to the long dependency chains (polynomial, division):
// the caller interleaves the stages of neighbouring batches of cells.
#if defined(TXTSENTRY_CORE_ENGINE_SIMD_LSTM_GATES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TXTSENTRY_CORE_ENGINE_SIMD_LSTM_GATES_INL_H_
#undef TXTSENTRY_CORE_ENGINE_SIMD_LSTM_GATES_INL_H_
#else
#define TXTSENTRY_CORE_ENGINE_SIMD_LSTM_GATES_INL_H_
#endif

#include "hwy/highway.h"

// All loops over cells are fully unrolled, so that arrays of vectors stay in registers.
#define TXTSENTRY_UNROLL _Pragma("GCC unroll 32")

HWY_BEFORE_NAMESPACE();
namespace txtsentry::engine::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using F32 = hn::CappedTag<float, 16>;
using I32 = hn::RebindToSigned<F32>;
using Vec = hn::Vec<F32>;
constexpr size_t kWidth = HWY_LANES(float) < 16 ? HWY_LANES(float) : 16;

#undef TXTSENTRY_AVX512
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
#define TXTSENTRY_AVX512 1
#else
#define TXTSENTRY_AVX512 0
#endif

// Exponents are clamped to +-this limit. The error of a gate is then less than 2^-40, and the
// product of three factors (1 + 2^x) stays finite.
constexpr float kExponentLimit = 40.0f;

HWY_INLINE Vec Clamp(Vec x) {
#if TXTSENTRY_AVX512
  // Selects the smaller magnitude with the sign of x, in one instruction.
  return Vec{_mm512_range_ps(x.raw, _mm512_set1_ps(kExponentLimit), 2)};
#else
  const F32 d;
  return hn::Max(hn::Min(x, hn::Set(d, kExponentLimit)), hn::Set(d, -kExponentLimit));
#endif
}

// n / d. On AVX-512 with polynomials of degree 4, uses a 14-bit reciprocal.
template <int kDegree>
HWY_INLINE Vec Divide(Vec n, Vec d) {
#if TXTSENTRY_AVX512
  if (kDegree == 4) return hn::Mul(n, Vec{_mm512_rcp14_ps(d.raw)});
#endif
  return hn::Div(n, d);
}

// Replaces each x with 2^x: x = n + r with integer n; 2^r is a minimax polynomial, and 2^n is added
// to the exponent. For degree 5 the relative error is 7.5e-8, and 2.2e-7 with rounding; for degree
// 4 it is 2.6e-6. x must be within +-125.
template <int kDegree, int N>
HWY_INLINE void Exp2(Vec (&x)[N]) {
  static_assert(kDegree == 4 || kDegree == 5);
  const F32 d;
  Vec r[N];
  Vec p[N];
#if TXTSENTRY_AVX512
  // n = floor(x), r in [0, 1): VREDUCEPS computes r directly, and VSCALEFPS takes x for n.
  constexpr float kFive[] = {0x1.fffffep-1f, 0x1.62e4f6p-1f, 0x1.ebd5a8p-3f,
                             0x1.c95446p-5f, 0x1.26900ep-7f, 0x1.ec320ap-10f};
  constexpr float kFour[] = {1.00000259f, 0.69300384f, 0.24144275f, 0.05201146f, 0.01353417f};
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) r[i] = Vec{_mm512_reduce_ps(x[i].raw, 1)};
#else
  // n = round(x), r in [-0.5, 0.5]: adding 1.5 * 2^23 leaves n in the low bits of the sum.
  constexpr float kFive[] = {0x1.000002p+0f, 0x1.62e428p-1f, 0x1.ebf918p-3f,
                             0x1.c6b6e4p-5f, 0x1.3d0c54p-7f, 0x1.5c08e6p-10f};
  constexpr float kFour[] = {0.99999926f, 0.69312181f, 0.24024745f, 0.05591786f, 0.0095701f};
  const Vec magic = hn::Set(d, 0x1.8p23f);
  Vec n[N];
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) n[i] = hn::Add(x[i], magic);
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) r[i] = hn::Sub(x[i], hn::Sub(n[i], magic));
#endif
  const float* const coefficients = kDegree == 5 ? kFive : kFour;
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) p[i] = hn::Set(d, coefficients[kDegree]);
  TXTSENTRY_UNROLL for (int power = kDegree - 1; power >= 0; --power) {
    const Vec coefficient = hn::Set(d, coefficients[power]);
    TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) p[i] = hn::MulAdd(p[i], r[i], coefficient);
  }
#if TXTSENTRY_AVX512
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) x[i] = Vec{_mm512_scalef_ps(p[i].raw, x[i].raw)};
#else
  const I32 di;
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) {
    const auto exponent = hn::ShiftLeft<23>(hn::BitCast(di, n[i]));
    x[i] = hn::BitCast(d, hn::Add(hn::BitCast(di, p[i]), exponent));
  }
#endif
}

// The four gates of N cells as powers of two. A cell is kWidth hidden units of one lane.
template <bool kBounded, int kDegree, int N>
HWY_INLINE void StageGates(Vec (*gates)[4], Vec (&exps)[4 * N]) {
  TXTSENTRY_UNROLL for (int i = 0; i < 4 * N; ++i) {
    exps[i] = kBounded ? gates[i / 4][i % 4] : Clamp(gates[i / 4][i % 4]);
  }
  Exp2<kDegree>(exps);
}

// Computes and stores the new c, and keeps 1 + q for the last stage.
template <int kDegree, int N>
HWY_INLINE void StageCell(const Vec (&exps)[4 * N], float* const* c, Vec (&new_c)[N],
                          Vec (&one_q)[N]) {
  const F32 d;
  const Vec one = hn::Set(d, 1.0f);
  const Vec scale = hn::Set(d, static_cast<float>(kTanhScale));
  Vec ab[N];
  Vec one_e[N];
  Vec numerator[N];
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) {
    ab[i] = hn::Mul(hn::Add(exps[4 * i], one), hn::Add(exps[4 * i + 2], one));
  }
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) {
    one_e[i] = hn::Add(exps[4 * i + 1], one);
    one_q[i] = hn::Add(exps[4 * i + 3], one);
  }
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) {
    numerator[i] = hn::Mul(hn::NegMulAdd(exps[4 * i + 2], scale, scale), one_e[i]);
  }
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) {
    numerator[i] = hn::MulAdd(hn::Load(d, c[i]), ab[i], numerator[i]);
  }
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) {
    new_c[i] = hn::Div(numerator[i], hn::Mul(ab[i], one_e[i]));
  }
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) hn::Store(new_c[i], d, c[i]);
}

// Replaces c by d = 2^(K c).
template <int kDegree, int N>
HWY_INLINE void StageCellExp(Vec (&c)[N]) {
  // c is unbounded, and a power that underflows costs a hundred cycles more.
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) c[i] = Clamp(c[i]);
  Exp2<kDegree>(c);
}

// Computes the new h times `scale` into `d_exp`.
template <int kDegree, int N>
HWY_INLINE void StageHidden(Vec (&d_exp)[N], const Vec (&one_q)[N], float scale) {
  const F32 d;
  const Vec one = hn::Set(d, 1.0f);
  const Vec scales = hn::Set(d, scale);
  Vec divisor[N];
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) {
    divisor[i] = hn::Mul(hn::Add(d_exp[i], one), one_q[i]);
  }
  TXTSENTRY_UNROLL for (int i = 0; i < N; ++i) {
    d_exp[i] = Divide<kDegree>(hn::NegMulAdd(d_exp[i], scales, scales), divisor[i]);
  }
}

// With 32 vector registers, the sums of 6 rows x 4 gates fit in registers next to 4 weights and an
// h; with 16 registers, those of 3 rows.
#if TXTSENTRY_AVX512 || HWY_TARGET == HWY_NEON
constexpr int kGroupRowsMax = 6;
constexpr int kCellsAtOnce = 2;
#else
constexpr int kGroupRowsMax = 3;
constexpr int kCellsAtOnce = 1;
#endif

constexpr size_t kGateFloats = 4 * kUnitBlock;  // Per block of hidden units.

// Number of cells processed together per stage; divides the number of cells.
constexpr int StageSize(int cells) {
  if (kCellsAtOnce == 1) return 1;
  return cells % 2 == 0 ? 2 : cells % 3 == 0 ? 3 : 1;
}

// Runs all stages for kCells cells: updates c[i] and writes the new h times h_scale to h[i]. The
// stages of neighbouring batches alternate, so that each dependency chain has independent
// instructions next to it.
template <bool kBounded, int kDegree, int kCells>
HWY_INLINE void UpdateCells(Vec (&gates)[kCells][4], float* const* c, Vec (&h)[kCells],
                            float h_scale = 1.0f) {
  constexpr int kSize = StageSize(kCells);
  constexpr int kBatches = kCells / kSize;
  Vec new_c[kBatches][kSize];
  Vec one_q[kBatches][kSize];
  TXTSENTRY_UNROLL for (int batch = 0; batch <= kBatches; ++batch) {
    Vec exps[4 * kSize];
    if (batch < kBatches) StageGates<kBounded, kDegree, kSize>(&gates[batch * kSize], exps);
    if (batch > 0) StageCellExp<kDegree, kSize>(new_c[batch - 1]);
    if (batch < kBatches) {
      StageCell<kDegree, kSize>(exps, c + batch * kSize, new_c[batch], one_q[batch]);
    }
    if (batch > 0) {
      StageHidden<kDegree, kSize>(new_c[batch - 1], one_q[batch - 1], h_scale);
      TXTSENTRY_UNROLL for (int i = 0; i < kSize; ++i) {
        h[(batch - 1) * kSize + i] = new_c[batch - 1][i];
      }
    }
  }
}

}  // namespace txtsentry::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TXTSENTRY_CORE_ENGINE_SIMD_LSTM_GATES_INL_H_
