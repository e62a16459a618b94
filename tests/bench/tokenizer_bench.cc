#include <benchmark/benchmark.h>

#include "tests/bench/bench_texts.h"

namespace txtsentry::bench {

void RegisterTokenizerBenchmarks() {
  benchmark::RegisterBenchmark("tokenizer", [](benchmark::State& state) {
    const BenchTexts& texts = Texts();
    std::vector<int32_t> ids;
    int64_t tokens = 0;
    for ([[maybe_unused]] const auto& iteration : state) {
      for (const std::string& text : texts.texts) {
        ids.clear();
        texts.tokenizer->AppendIds(text, ids);
        benchmark::DoNotOptimize(ids.data());
        tokens += static_cast<int64_t>(ids.size());
      }
    }
    state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * texts.bytes);
    state.counters["tokens_per_s"] =
        benchmark::Counter(static_cast<double>(tokens), benchmark::Counter::kIsRate);
  });
}

}  // namespace txtsentry::bench
