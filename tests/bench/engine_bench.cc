#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <thread>

#include "core/engine/engine_factory.h"
#include "core/engine/simd/lstm_kernel.h"
#include "core/engine/simd/simd_engine.h"
#include "tests/bench/bench_texts.h"

namespace txtsentry::bench {
namespace {

// A ragged batch that owns its arrays.
struct OwnedBatch {
  std::vector<int32_t> ids;
  std::vector<int64_t> offsets = {0};
};

// The records in batches of `rows`, sorted by length as the batch former would have them.
std::vector<OwnedBatch> Batches(int64_t rows) {
  std::vector<std::vector<int32_t>> sorted = Texts().ids;
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.size() < b.size(); });
  std::vector<OwnedBatch> batches;
  for (size_t i = 0; i < sorted.size(); ++i) {
    if (i % rows == 0) batches.emplace_back();
    OwnedBatch& batch = batches.back();
    batch.ids.insert(batch.ids.end(), sorted[i].begin(), sorted[i].end());
    batch.offsets.push_back(static_cast<int64_t>(batch.ids.size()));
  }
  return batches;
}

struct Case {
  std::string engine;
  std::string precision = "fp32";
  int64_t rows = 1;
  int threads = 1;  // That call the engine at once.
  int inside = 1;   // Threads inside one call of LibTorch.
  std::string kernel;
};

absl::StatusOr<std::unique_ptr<engine::Engine>> Make(const Case& c) {
  if (!c.kernel.empty()) return engine::MakeSimdEngine(Texts().model.weights, {c.kernel});
  engine::EngineOptions options;
  options.engine = c.engine;
  options.device = "cpu";
  options.threads = c.inside;
  options.precision = c.precision;
  options.sample = Texts().ids;
  auto chosen = engine::MakeEngine(Texts().model.weights, options);
  if (!chosen.ok()) return chosen.status();
  return std::move(chosen->engine);
}

// Every thread scores all records.
void Score(benchmark::State& state, const Case& c) {
  const auto engine = Make(c);
  if (!engine.ok()) {
    state.SkipWithError(engine.status().ToString().c_str());
    return;
  }
  const std::vector<OwnedBatch> batches = Batches(c.rows);
  int64_t tokens = 0;
  for (const OwnedBatch& batch : batches) tokens += static_cast<int64_t>(batch.ids.size());
  const auto score_all = [&] {
    std::vector<float> logits;
    for (const OwnedBatch& batch : batches) {
      logits.resize(batch.offsets.size() - 1);
      const absl::Status status =
          (*engine)->Score({batch.ids, batch.offsets}, absl::MakeSpan(logits));
      if (!status.ok()) std::abort();
    }
  };
  for ([[maybe_unused]] const auto& iteration : state) {
    std::vector<std::thread> others;
    for (int i = 1; i < c.threads; ++i) others.emplace_back(score_all);
    score_all();
    for (std::thread& thread : others) thread.join();
  }
  const auto runs = static_cast<double>(state.iterations()) * c.threads;
  state.counters["tokens_per_s"] =
      benchmark::Counter(runs * static_cast<double>(tokens), benchmark::Counter::kIsRate);
  state.counters["records_per_s"] = benchmark::Counter(
      runs * static_cast<double>(Texts().ids.size()), benchmark::Counter::kIsRate);
}

// One record alone in the engine, of the first `tokens` ids of the records laid end to end.
void Lone(benchmark::State& state, int64_t tokens) {
  const auto engine = Make({"simd"});
  std::vector<int32_t> ids;
  for (size_t i = 0; static_cast<int64_t>(ids.size()) < tokens; ++i) {
    const auto& more = Texts().ids[i % Texts().ids.size()];
    ids.insert(ids.end(), more.begin(), more.end());
  }
  ids.resize(tokens);
  const std::vector<int64_t> offsets = {0, tokens};
  float logit = 0;
  for ([[maybe_unused]] const auto& iteration : state) {
    const absl::Status status = (*engine)->Score({ids, offsets}, absl::MakeSpan(&logit, 1));
    if (!status.ok()) std::abort();
    benchmark::DoNotOptimize(logit);
  }
}

}  // namespace

void RegisterEngineBenchmarks() {
  const auto add = [](const std::string& label, const Case& c) {
    benchmark::RegisterBenchmark(label.c_str(), [c](benchmark::State& state) {
      Score(state, c);
    })->UseRealTime();
  };
  add("reference", {"reference", "fp32", 16});
#ifdef TXTSENTRY_WITH_TORCH
  for (const int64_t rows : {1, 16, 64, 256}) {
    const std::string batch = "libtorch_batch_" + std::to_string(rows);
    add(batch + "_1t", {"libtorch", "fp32", rows});
    if (rows > 1) add(batch + "_2t", {"libtorch", "fp32", rows, 1, 2});
  }
#endif
  // All records in one call: lanes are refilled from first to last.
  constexpr int64_t kAllRows = 1'000'000;
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  for (int threads = 1; threads <= std::max(2, cores); threads *= 2) {
    add("simd_fp32_" + std::to_string(threads) + "t", {"simd", "fp32", kAllRows, threads});
  }
  if (!engine::SupportedInt16LstmKernels().empty()) {
    add("simd_int16_1t", {"simd", "int16", kAllRows});
    add("simd_int16_2t", {"simd", "int16", kAllRows, 2});
  }
  for (const engine::LstmKernel& kernel : engine::SupportedLstmKernels()) {
    add(std::string("simd_fp32_") + kernel.name, {"simd", "fp32", kAllRows, 1, 1, kernel.name});
  }
  for (const int64_t tokens : {32, 100, 300}) {
    benchmark::RegisterBenchmark(("lone_" + std::to_string(tokens)).c_str(),
                                 [tokens](benchmark::State& state) { Lone(state, tokens); });
  }
}

}  // namespace txtsentry::bench
