#include <benchmark/benchmark.h>

#include "core/rules/verdict.h"
#include "tests/bench/bench_texts.h"

namespace txtsentry::bench {

void RegisterVerdictBenchmarks() {
  benchmark::RegisterBenchmark("verdict", [](benchmark::State& state) {
    const BenchTexts& texts = Texts();
    auto judge = rules::Judge::Create({});
    if (!judge.ok()) {
      state.SkipWithError(std::string(judge.status().message()).c_str());
      return;
    }
    for ([[maybe_unused]] const auto& iteration : state) {
      for (const std::string& text : texts.texts) {
        benchmark::DoNotOptimize((*judge)->Decide({text, "", 0.5F, 1, 0.5}));
      }
    }
    const int64_t rounds = static_cast<int64_t>(state.iterations());
    state.SetBytesProcessed(rounds * texts.bytes);
    state.SetItemsProcessed(rounds * static_cast<int64_t>(texts.texts.size()));
  });
}

}  // namespace txtsentry::bench
