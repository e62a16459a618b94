// The model and the records that every benchmark of a run works on.
#ifndef TXTSENTRY_TESTS_BENCH_BENCH_TEXTS_H_
#define TXTSENTRY_TESTS_BENCH_BENCH_TEXTS_H_

#include <string>
#include <vector>

#include "core/model/model.h"
#include "core/text/tokenizer.h"

namespace txtsentry::bench {

struct BenchTexts {
  model::Model model;
  std::unique_ptr<text::Tokenizer> tokenizer;
  std::vector<std::string> texts;
  std::vector<std::vector<int32_t>> ids;  // Of each text that has tokens.
  int64_t bytes = 0;                      // Of all texts.
};

// A folder that LoadModel takes, and a file of records, one a line; "" takes records made here.
absl::Status Load(const std::string& model_folder, const std::string& texts_file);

// What Load has loaded.
const BenchTexts& Texts();

void RegisterTokenizerBenchmarks();
void RegisterVerdictBenchmarks();
void RegisterEngineBenchmarks();
void RegisterGiantsBenchmark();

}  // namespace txtsentry::bench

#endif  // TXTSENTRY_TESTS_BENCH_BENCH_TEXTS_H_
