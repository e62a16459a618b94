// txtsentry_bench --model=FOLDER [--texts=FILE] [--benchmark_...]: tokens a second of the tokenizer
// and of every engine on the same records, one thread each.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <string>
#include <string_view>

#include "tests/bench/bench_texts.h"
#include "tests/bench/fma_peak.h"

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  std::string model;
  std::string texts;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument.rfind("--model=", 0) == 0) {
      model = argument.substr(sizeof("--model=") - 1);
    } else if (argument.rfind("--texts=", 0) == 0) {
      texts = argument.substr(sizeof("--texts=") - 1);
    } else {
      std::fprintf(stderr, "txtsentry_bench: unknown argument %s\n", argv[i]);
      return 2;
    }
  }
  if (const absl::Status status = txtsentry::bench::Load(model, texts); !status.ok()) {
    std::fprintf(stderr, "txtsentry_bench: %s\n", status.ToString().c_str());
    return 3;
  }
  txtsentry::bench::RegisterFmaPeakBenchmark();
  txtsentry::bench::RegisterTokenizerBenchmarks();
  txtsentry::bench::RegisterVerdictBenchmarks();
  txtsentry::bench::RegisterEngineBenchmarks();
  txtsentry::bench::RegisterGiantsBenchmark();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
