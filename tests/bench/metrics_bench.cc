// What a hot path pays for its metrics, alone and with another thread that writes to the same ones.
#include <benchmark/benchmark.h>

#include <atomic>
#include <string>

#include "absl/strings/str_cat.h"
#include "core/metrics/counter.h"
#include "core/metrics/histogram.h"
#include "core/metrics/local_histogram.h"
#include "core/metrics/registry.h"

namespace txtsentry::metrics {
namespace {

constexpr int kThreads = 2;

// What the shards are for: the same count without them.
void SharedAtomic(benchmark::State& state) {
  static std::atomic<int64_t> count{0};
  for ([[maybe_unused]] const auto& iteration : state) {
    count.fetch_add(1, std::memory_order_relaxed);
  }
}
BENCHMARK(SharedAtomic)->Threads(1)->Threads(kThreads);

void CounterIncrement(benchmark::State& state) {
  static Counter counter(ShardsFor(kThreads));
  for ([[maybe_unused]] const auto& iteration : state) counter.Increment();
}
BENCHMARK(CounterIncrement)->Threads(1)->Threads(kThreads);

void HistogramRecord(benchmark::State& state) {
  static Histogram histogram(HistogramOptions(), ShardsFor(kThreads));
  int64_t value = state.thread_index() + 1;
  for ([[maybe_unused]] const auto& iteration : state) {
    histogram.Record(value);
    value = (value * 5 + 1) & 0xFFFFF;  // Microseconds up to a second, in no order.
  }
}
BENCHMARK(HistogramRecord)->Threads(1)->Threads(kThreads);

void LocalHistogramRecord(benchmark::State& state) {
  LocalHistogram histogram(HistogramBuckets(5, int64_t{1} << 40));
  int64_t value = 1;
  for ([[maybe_unused]] const auto& iteration : state) {
    histogram.Record(value);
    value = (value * 5 + 1) & 0xFFFFF;
  }
  benchmark::DoNotOptimize(histogram.count());
}
BENCHMARK(LocalHistogramRecord);

void FamilyLookUpAndIncrement(benchmark::State& state) {
  static Registry registry(kThreads);
  static Family<Counter>* const family =
      registry.AddCounterFamily("calls_total", "", {{"method", "code"}}).value();
  for ([[maybe_unused]] const auto& iteration : state) {
    family->With({"Classify", "OK"}).value()->Increment();
  }
}
BENCHMARK(FamilyLookUpAndIncrement)->Threads(1)->Threads(kThreads);

void Scrape(benchmark::State& state) {
  Registry registry(16);
  for (int i = 0; i < 10; ++i) {
    auto* const histogram =
        registry.AddHistogram(absl::StrCat("h", i), "", HistogramOptions()).value();
    for (int64_t v = 1; v < 1'000'000; v = v * 3 / 2 + 1) histogram->Record(v);
    for (int j = 0; j < 10; ++j) {
      registry.AddCounter(absl::StrCat("c", i, "_", j, "_total"), "").value()->Increment();
    }
  }
  for ([[maybe_unused]] const auto& iteration : state) {
    benchmark::DoNotOptimize(registry.Expose(TextFormat::kPrometheus));
  }
}
BENCHMARK(Scrape)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace txtsentry::metrics
