#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>

#include "core/engine/engine_factory.h"
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

void Score(benchmark::State& state, const std::string& name, int64_t rows) {
  engine::EngineOptions options;
  options.engine = name;
  options.device = "cpu";
  const auto chosen = engine::MakeEngine(Texts().model.weights, options);
  if (!chosen.ok()) {
    state.SkipWithError(chosen.status().ToString().c_str());
    return;
  }
  const std::vector<OwnedBatch> batches = Batches(rows);
  std::vector<float> logits(rows);
  int64_t tokens = 0;
  for ([[maybe_unused]] const auto& iteration : state) {
    for (const OwnedBatch& batch : batches) {
      const absl::Status status =
          chosen->engine->Score({batch.ids, batch.offsets}, absl::MakeSpan(logits));
      if (!status.ok()) {
        state.SkipWithError(status.ToString().c_str());
        return;
      }
      tokens += static_cast<int64_t>(batch.ids.size());
    }
  }
  state.counters["tokens_per_s"] =
      benchmark::Counter(static_cast<double>(tokens), benchmark::Counter::kIsRate);
}

}  // namespace

void RegisterEngineBenchmarks() {
  const auto add = [](const std::string& label, const std::string& engine, int64_t rows) {
    benchmark::RegisterBenchmark(label.c_str(), [engine, rows](benchmark::State& state) {
      Score(state, engine, rows);
    })->UseRealTime();
  };
  add("reference", "reference", 16);
  add("simd", "simd", 100000);
#ifdef TXTSENTRY_WITH_TORCH
  for (const int64_t rows : {1, 16, 64, 256}) {
    add("libtorch_batch_" + std::to_string(rows), "libtorch", rows);
  }
#endif
}

}  // namespace txtsentry::bench
