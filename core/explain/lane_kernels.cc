#include "core/explain/lane_kernels.h"

#include "core/engine/simd/highway_targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/explain/lane_kernels.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, which includes this file once per target.
#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace txtsentry::explain::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using F64 = hn::CappedTag<double, kLanes>;
using Vec = hn::Vec<F64>;

HWY_INLINE size_t Width() { return hn::Lanes(F64()); }

HWY_INLINE Vec Sigmoid(Vec x) {
  const F64 d;
  // hn::Exp is accurate up to 706, where the sigmoid is 0 to all digits.
  const Vec e = hn::Exp(d, hn::Min(hn::Neg(x), hn::Set(d, 700.0)));
  return hn::Div(hn::Set(d, 1.0), hn::Add(hn::Set(d, 1.0), e));
}

HWY_INLINE Vec Tanh(Vec x) {
  const F64 d;
  const Vec s = Sigmoid(hn::Add(x, x));
  return hn::Sub(hn::Add(s, s), hn::Set(d, 1.0));
}

// GCC does not unroll such a loop below -O3, and an array indexed in a loop does not stay in
// registers.
#define TXTSENTRY_UNROLL_ROWS _Pragma("GCC unroll 8")

// Computes kRows rows of the product for the vector of lanes at `in`.
template <size_t kRows>
HWY_INLINE void MultiplyAddRows(const double* matrix, size_t columns, const double* in,
                                double* out) {
  const F64 d;
  Vec sums[kRows];
  TXTSENTRY_UNROLL_ROWS for (size_t r = 0; r < kRows; ++r) sums[r] = hn::LoadU(d, out + r * kLanes);
  for (size_t c = 0; c < columns; ++c) {
    const Vec values = hn::LoadU(d, in + c * kLanes);
    TXTSENTRY_UNROLL_ROWS for (size_t r = 0; r < kRows; ++r) {
      sums[r] = hn::MulAdd(hn::Set(d, matrix[r * columns + c]), values, sums[r]);
    }
  }
  TXTSENTRY_UNROLL_ROWS for (size_t r = 0; r < kRows; ++r) hn::StoreU(sums[r], d, out + r * kLanes);
}

void MultiplyAddT(const double* matrix, size_t rows, size_t columns, const double* in,
                  double* out) {
  constexpr size_t kRows = 8;
  if (rows == 0 || columns == 0) return;  // The arrays may be null in this case.
  for (size_t lane = 0; lane < kLanes; lane += Width()) {
    size_t r = 0;
    for (; r + kRows <= rows; r += kRows) {
      MultiplyAddRows<kRows>(matrix + r * columns, columns, in + lane, out + r * kLanes + lane);
    }
    for (; r < rows; ++r) {
      MultiplyAddRows<1>(matrix + r * columns, columns, in + lane, out + r * kLanes + lane);
    }
  }
}

void CellsForwardT(size_t units, double* step, double* h, double* c) {
  const F64 d;
  const size_t cells = units * kLanes;
  for (size_t n = 0; n < cells; n += Width()) {
    const Vec i = Sigmoid(hn::LoadU(d, step + n));
    const Vec f = Sigmoid(hn::LoadU(d, step + cells + n));
    const Vec g = Tanh(hn::LoadU(d, step + 2 * cells + n));
    const Vec o = Sigmoid(hn::LoadU(d, step + 3 * cells + n));
    const Vec c_new = hn::MulAdd(f, hn::LoadU(d, c + n), hn::Mul(i, g));
    const Vec c_tanh = Tanh(c_new);
    hn::StoreU(i, d, step + n);
    hn::StoreU(f, d, step + cells + n);
    hn::StoreU(g, d, step + 2 * cells + n);
    hn::StoreU(o, d, step + 3 * cells + n);
    hn::StoreU(c_new, d, step + 4 * cells + n);
    hn::StoreU(c_tanh, d, step + 5 * cells + n);
    hn::StoreU(c_new, d, c + n);
    hn::StoreU(hn::Mul(o, c_tanh), d, h + n);
  }
}

// Flushes tiny gradients to zero. A gradient that decays over hundreds of tokens would become
// denormal, which is a hundred times slower to compute with; 1e-200 of a logit is negligible.
HWY_INLINE Vec WithoutFaded(Vec gradient) {
  const F64 d;
  return hn::IfThenElseZero(hn::Gt(hn::Abs(gradient), hn::Set(d, 1e-200)), gradient);
}

void CellsBackwardT(size_t units, const double* step, const double* c_before, double* dh,
                    double* dc, double* deltas) {
  const F64 d;
  const size_t cells = units * kLanes;
  const Vec one = hn::Set(d, 1.0);
  for (size_t n = 0; n < cells; n += Width()) {
    const Vec i = hn::LoadU(d, step + n);
    const Vec f = hn::LoadU(d, step + cells + n);
    const Vec g = hn::LoadU(d, step + 2 * cells + n);
    const Vec o = hn::LoadU(d, step + 3 * cells + n);
    const Vec c_tanh = hn::LoadU(d, step + 5 * cells + n);
    const Vec by_h = WithoutFaded(hn::LoadU(d, dh + n));
    const Vec by_c = hn::MulAdd(hn::Mul(by_h, o), hn::NegMulAdd(c_tanh, c_tanh, one),
                                WithoutFaded(hn::LoadU(d, dc + n)));
    const Vec by_f = hn::Mul(by_c, f);
    // The derivative of a sigmoid s is s (1 - s), of a tanh t is 1 - t t.
    hn::StoreU(hn::Mul(hn::Mul(by_c, g), hn::NegMulAdd(i, i, i)), d, deltas + n);
    hn::StoreU(hn::Mul(hn::Mul(by_f, hn::LoadU(d, c_before + n)), hn::Sub(one, f)), d,
               deltas + cells + n);
    hn::StoreU(hn::Mul(hn::Mul(by_c, i), hn::NegMulAdd(g, g, one)), d, deltas + 2 * cells + n);
    hn::StoreU(hn::Mul(hn::Mul(by_h, c_tanh), hn::NegMulAdd(o, o, o)), d, deltas + 3 * cells + n);
    hn::StoreU(by_f, d, dc + n);
    hn::StoreU(hn::Zero(d), d, dh + n);
  }
}

double WeightedSlopeT(size_t gates, const double* product, const double* deltas,
                      const double* weights) {
  const F64 d;
  double slope = 0;
  for (size_t lane = 0; lane < kLanes; lane += Width()) {
    Vec sum = hn::Zero(d);
    for (size_t g = 0; g < gates; ++g) {
      sum = hn::MulAdd(hn::Set(d, product[g]), hn::LoadU(d, deltas + g * kLanes + lane), sum);
    }
    double sums[kLanes];
    hn::StoreU(sum, d, sums);
    for (size_t l = 0; l < Width(); ++l) slope += sums[l] * weights[lane + l];
  }
  return slope;
}

}  // namespace txtsentry::explain::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace txtsentry::explain {
namespace {

HWY_EXPORT(MultiplyAddT);
HWY_EXPORT(CellsForwardT);
HWY_EXPORT(CellsBackwardT);
HWY_EXPORT(WeightedSlopeT);

}  // namespace

void MultiplyAdd(const double* matrix, size_t rows, size_t columns, const double* in, double* out) {
  HWY_DYNAMIC_DISPATCH(MultiplyAddT)(matrix, rows, columns, in, out);
}

void CellsForward(size_t units, double* step, double* h, double* c) {
  HWY_DYNAMIC_DISPATCH(CellsForwardT)(units, step, h, c);
}

void CellsBackward(size_t units, const double* step, const double* c_before, double* dh, double* dc,
                   double* deltas) {
  HWY_DYNAMIC_DISPATCH(CellsBackwardT)(units, step, c_before, dh, dc, deltas);
}

double WeightedSlope(size_t gates, const double* product, const double* deltas,
                     const double* weights) {
  return HWY_DYNAMIC_DISPATCH(WeightedSlopeT)(gates, product, deltas, weights);
}

std::vector<int64_t> LaneKernelTargetsForTest() {
  const auto targets = hwy::SupportedAndGeneratedTargets();
  return {targets.begin(), targets.end()};
}

}  // namespace txtsentry::explain
#endif  // HWY_ONCE
