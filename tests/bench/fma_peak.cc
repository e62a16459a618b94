#include "tests/bench/fma_peak.h"

#include "core/engine/simd/highway_targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/bench/fma_peak.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h, which includes this file once a target.
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace txtsentry::bench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

// Twelve chains: more than the four to five cycles of latency times two units need, and few enough
// for sixteen registers.
constexpr int kChains = 12;

double MultiplyAdds(int64_t rounds, float start) {
  const hn::CappedTag<float, 16> d;
  hn::Vec<decltype(d)> sums[kChains];
  const auto x = hn::Set(d, start);
  const auto y = hn::Set(d, start * 0.5f);
#pragma GCC unroll 12
  for (int i = 0; i < kChains; ++i) sums[i] = hn::Set(d, static_cast<float>(i));
  for (int64_t round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
    for (int i = 0; i < kChains; ++i) sums[i] = hn::MulAdd(sums[i], x, y);
  }
  auto sum = sums[0];
#pragma GCC unroll 12
  for (int i = 1; i < kChains; ++i) sum = hn::Add(sum, sums[i]);
  // The caller uses the value, so that no compiler leaves the loop out.
  return hn::GetLane(sum) + 2.0 * kChains * hn::Lanes(d);
}

double FlopARound() { return 2.0 * kChains * hn::Lanes(hn::CappedTag<float, 16>()); }

}  // namespace txtsentry::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <benchmark/benchmark.h>

namespace txtsentry::bench {
namespace {

HWY_EXPORT(MultiplyAdds);
HWY_EXPORT(FlopARound);

}  // namespace

void RegisterFmaPeakBenchmark() {
  benchmark::RegisterBenchmark("fma_peak", [](benchmark::State& state) {
    constexpr int64_t kRounds = 20'000;
    for ([[maybe_unused]] const auto& iteration : state) {
      benchmark::DoNotOptimize(HWY_DYNAMIC_DISPATCH(MultiplyAdds)(kRounds, 0.5f));
    }
    state.counters["flop_per_s"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * kRounds * HWY_DYNAMIC_DISPATCH(FlopARound)(),
        benchmark::Counter::kIsRate);
  });
}

}  // namespace txtsentry::bench
#endif  // HWY_ONCE
