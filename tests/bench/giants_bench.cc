// What giant records do to the latency of the others: an open loop of short records at the same
// rate without and with one giant in a hundred, through the batcher and two workers.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/base/clock.h"
#include "core/engine/engine_factory.h"
#include "core/schedule/batcher.h"
#include "tests/bench/bench_texts.h"

namespace txtsentry::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kGiantBytes = 65'535;
constexpr int kGiantEvery = 100;
constexpr double kShortRowsPerSecond = 800;
constexpr int kShortRows = 3'000;

std::vector<int32_t> GiantIds() {
  std::vector<int32_t> ids;
  std::string text;
  while (static_cast<int>(text.size()) < kGiantBytes) {
    text += Texts().texts[text.size() % Texts().texts.size()] + " ";
  }
  text.resize(kGiantBytes);
  Texts().tokenizer->AppendIds(text, ids);
  return ids;
}

// The 99th percentile of the short rows' latency in seconds, from the time they were due, so that a
// stalled sender hides nothing.
double ShortRowsP99(const engine::Engine& engine, bool with_giants) {
  const base::SteadyClock clock;
  schedule::BatcherOptions options;
  options.dispatch.admission.workers = 2;
  options.dispatch.admission.tokens_max = int64_t{1} << 40;
  const auto batcher = schedule::Batcher::Create(engine, clock, options).value();
  const std::vector<int32_t> giant = GiantIds();
  std::vector<double> latencies(kShortRows);
  std::mutex mu;
  std::condition_variable changed;
  int left = 0;
  const auto submit = [&](const std::vector<int32_t>& ids, double* latency, Clock::time_point due) {
    schedule::Job job;
    job.ids = ids;
    job.offsets = {0, static_cast<int64_t>(ids.size())};
    {
      const std::lock_guard lock(mu);
      ++left;
    }
    const auto accepted = batcher->Submit(std::move(job), [&, latency, due](schedule::JobResult) {
      if (latency != nullptr) {
        *latency = std::chrono::duration<double>(Clock::now() - due).count();
      }
      const std::lock_guard lock(mu);
      if (--left == 0) changed.notify_all();
    });
    if (!accepted.ok()) std::abort();
  };
  const Clock::time_point start = Clock::now();
  for (int i = 0; i < kShortRows; ++i) {
    const auto due = start + std::chrono::duration_cast<Clock::duration>(
                                 std::chrono::duration<double>(i / kShortRowsPerSecond));
    std::this_thread::sleep_until(due);
    if (with_giants && i % kGiantEvery == 0) submit(giant, nullptr, due);
    submit(Texts().ids[i % Texts().ids.size()], &latencies[i], due);
  }
  std::unique_lock lock(mu);
  changed.wait(lock, [&] { return left == 0; });
  std::sort(latencies.begin(), latencies.end());
  return latencies[kShortRows * 99 / 100];
}

}  // namespace

void RegisterGiantsBenchmark() {
  benchmark::RegisterBenchmark("giants",
                               [](benchmark::State& state) {
                                 engine::EngineOptions options;
                                 options.engine = "simd";
                                 const auto chosen =
                                     engine::MakeEngine(Texts().model.weights, options);
                                 for ([[maybe_unused]] const auto& iteration : state) {
                                   const double without = ShortRowsP99(*chosen->engine, false);
                                   const double with = ShortRowsP99(*chosen->engine, true);
                                   state.counters["p99_us"] = without * 1e6;
                                   state.counters["p99_us_with_giants"] = with * 1e6;
                                   state.counters["ratio"] = with / without;
                                 }
                               })
      ->Iterations(1)
      ->UseRealTime();
}

}  // namespace txtsentry::bench
