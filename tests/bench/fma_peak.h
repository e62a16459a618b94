// What this core's multipliers can do in float32, for engines to be measured against.
#ifndef TXTSENTRY_TESTS_BENCH_FMA_PEAK_H_
#define TXTSENTRY_TESTS_BENCH_FMA_PEAK_H_

namespace txtsentry::bench {

// "fma_peak", with the counter flop_per_s: independent multiply-adds on the widest vectors that the
// engine would use.
void RegisterFmaPeakBenchmark();

}  // namespace txtsentry::bench

#endif  // TXTSENTRY_TESTS_BENCH_FMA_PEAK_H_
