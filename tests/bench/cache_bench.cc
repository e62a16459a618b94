// What a row pays for the result cache: its key, a hit, and a miss with its result.
#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "core/cache/score_cache.h"
#include "core/cache/sip_hash.h"

namespace txtsentry::cache {
namespace {

constexpr int kThreads = 2;
constexpr int kRecords = 1 << 16;

std::unique_ptr<ScoreCache> MakeCache(int shards) {
  ScoreCacheOptions options;
  options.shards = shards;
  return ScoreCache::Create(options, {1, 2}).value();
}

ScoreCache::Waiter Nobody() {
  return {[](const absl::StatusOr<float>&) {}, [](ScoreCache::Promise) {}};
}

std::vector<Bits128> Keys(const ScoreCache& cache, int32_t first) {
  std::vector<Bits128> keys;
  for (int32_t i = 0; i < kRecords; ++i) {
    const int32_t id = first + i;
    keys.push_back(cache.Key(1, {&id, 1}));
  }
  return keys;
}

void CacheKey(benchmark::State& state) {
  const auto cache = MakeCache(1);
  const std::vector<int32_t> ids(static_cast<size_t>(state.range(0)), 7);
  for ([[maybe_unused]] const auto& iteration : state) {
    benchmark::DoNotOptimize(cache->Key(1, ids));
  }
}
BENCHMARK(CacheKey)->ArgName("tokens")->Arg(10)->Arg(100)->Arg(1000);

void CacheHit(benchmark::State& state) {
  static const auto one = MakeCache(1);
  static const auto many = MakeCache(16);
  const auto& cache = state.range(0) == 1 ? one : many;
  const std::vector<Bits128> keys = Keys(*cache, 0);
  for (const Bits128& key : keys) cache->Lookup(key, Nobody).promise.Finish(1.0F);
  size_t i = static_cast<size_t>(state.thread_index()) * 1000;
  for ([[maybe_unused]] const auto& iteration : state) {
    benchmark::DoNotOptimize(cache->Lookup(keys[i++ % kRecords], Nobody).logit);
  }
}
BENCHMARK(CacheHit)->ArgName("shards")->Arg(1)->Arg(16)->Threads(1)->Threads(kThreads);

// Every record is new: a flight, an insertion and, once it is full, an eviction.
void CacheMiss(benchmark::State& state) {
  static const auto one = MakeCache(1);
  static const auto many = MakeCache(16);
  const auto& cache = state.range(0) == 1 ? one : many;
  Bits128 key = {static_cast<uint64_t>(state.thread_index()), 1};
  for ([[maybe_unused]] const auto& iteration : state) {
    key.low = key.low * 6364136223846793005u + 1442695040888963407u;
    key.high += key.low >> 7;
    key.low ^= key.low >> 33;
    cache->Lookup(key, Nobody).promise.Finish(1.0F);
  }
}
BENCHMARK(CacheMiss)->ArgName("shards")->Arg(1)->Arg(16)->Threads(1)->Threads(kThreads);

}  // namespace
}  // namespace txtsentry::cache
