// A fixed piece of work for callgrind, which counts its instructions (count_test.py): 150 made
// records through the tokenizer, and their ids through the simd engine.
#include <cstdio>
#include <cstdlib>

#include "core/engine/simd/simd_engine.h"
#include "tests/bench/bench_texts.h"

namespace txtsentry::bench {

// Apart and never inlined, so that callgrind can be told to count inside each alone.
[[gnu::noinline]] int64_t CountTokenizer() {
  std::vector<int32_t> ids;
  int64_t tokens = 0;
  for (size_t i = 0; i < 150; ++i) {
    ids.clear();
    Texts().tokenizer->AppendIds(Texts().texts[i], ids);
    tokens += static_cast<int64_t>(ids.size());
  }
  return tokens;
}

[[gnu::noinline]] void CountEngine(const engine::Engine& engine) {
  std::vector<int32_t> ids;
  std::vector<int64_t> offsets = {0};
  for (size_t i = 0; i < 150; ++i) {
    ids.insert(ids.end(), Texts().ids[i].begin(), Texts().ids[i].end());
    offsets.push_back(static_cast<int64_t>(ids.size()));
  }
  std::vector<float> logits(150);
  if (!engine.Score({ids, offsets}, absl::MakeSpan(logits)).ok()) std::abort();
}

}  // namespace txtsentry::bench

int main(int argc, char** argv) {
  if (argc != 2 || !txtsentry::bench::Load(argv[1], "").ok()) {
    std::fprintf(stderr, "usage: txtsentry_count MODEL\n");
    return 2;
  }
  const auto engine = txtsentry::engine::MakeSimdEngine(txtsentry::bench::Texts().model.weights);
  if (!engine.ok()) return 3;
  const int64_t tokens = txtsentry::bench::CountTokenizer();
  txtsentry::bench::CountEngine(**engine);
  std::printf("%s tokens %lld\n", (*engine)->info().version.c_str(),
              static_cast<long long>(tokens));
  return 0;
}
