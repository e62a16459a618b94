#include "core/pipeline/record_cache.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>

#include "absl/strings/str_format.h"
#include "tests/core/pipeline/same_answer.h"
#include "tests/support/random.h"

namespace txtsentry::pipeline {
namespace {

constexpr cache::Bits128 kSipKey = {1, 2};

std::unique_ptr<RecordCache> Make(int64_t bytes_max = RecordCache::kBytesMin) {
  return RecordCache::Create(bytes_max, kSipKey).value();
}

// A result with random values in every field.
Result RandomResult(test::Random& random) {
  Result result;
  result.probability = static_cast<float>(random.Between(0, 1000)) / 1000;
  result.token_count = random.Between(1, 70'000);
  rules::Verdict& verdict = result.verdict;
  verdict.suspicious = random.Between(0, 1) == 1;
  verdict.category = static_cast<rules::Category>(random.Between(0, 15));
  for (int reason = 0; reason <= static_cast<int>(rules::Reason::kTooLong); ++reason) {
    if (random.Between(0, 1) == 1) verdict.reasons.push_back(static_cast<rules::Reason>(reason));
  }
  if (random.Between(0, 1) == 1) {
    verdict.matcher =
        absl::StrFormat("matcher_%d_of_more_than_a_few_letters", random.Between(0, 9));
  }
  if (random.Between(0, 1) == 1) {
    verdict.encoded_blob = {static_cast<rules::Encoding>(random.Between(0, 5)),
                            static_cast<size_t>(random.Between(0, 65'000)),
                            static_cast<size_t>(random.Between(16, 65'535)), 4.25F};
  }
  if (random.Between(0, 1) == 1) verdict.execution_rule = "cmd_exe";
  return result;
}

TEST(RecordCacheTest, ReturnsAllFieldsOfAStoredResult) {
  const auto cache = Make();
  test::Random random(1);
  for (int i = 0; i < 2000; ++i) {
    const Result kept = RandomResult(random);
    const cache::Bits128 key = cache->Key(1, {std::to_string(i), ""});
    cache->Add(key, kept);
    Result found;
    ASSERT_TRUE(cache->Find(key, found));
    EXPECT_TRUE(found.status.ok());
    EXPECT_TRUE(found.cached);
    ExpectSameAnswer(found, kept);
  }
}

TEST(RecordCacheTest, KeysDependOnVersionTextAndOwner) {
  const auto cache = Make();
  std::set<std::pair<uint64_t, uint64_t>> keys;
  // Some texts and owners concatenate to the same bytes.
  const std::vector<std::string> parts = {"", "a", "ab", "b", "aab", std::string(16, 'a')};
  for (const uint64_t version : {1, 2}) {
    for (const std::string& text : parts) {
      for (const std::string& owner : parts) {
        const cache::Bits128 key = cache->Key(version, {text, owner});
        EXPECT_EQ(key, cache->Key(version, {text, owner}));
        EXPECT_TRUE(keys.emplace(key.low, key.high).second) << text << " of " << owner;
      }
    }
  }
}

TEST(RecordCacheTest, AMissLeavesTheResultUnchanged) {
  const auto cache = Make();
  Result result;
  result.probability = 0.25F;
  EXPECT_FALSE(cache->Find(cache->Key(1, {"text", ""}), result));
  EXPECT_EQ(result.probability, 0.25F);
  EXPECT_FALSE(result.cached);
  EXPECT_EQ(cache->stats().misses, 1);
}

TEST(RecordCacheTest, StaysWithinItsByteLimitAndCounts) {
  const auto cache = Make();
  test::Random random(2);
  for (int i = 0; i < 20'000; ++i) {
    cache->Add(cache->Key(1, {std::to_string(i), ""}), RandomResult(random));
  }
  const RecordCacheStats stats = cache->stats();
  EXPECT_LE(stats.bytes_reserved, RecordCache::kBytesMin);
  EXPECT_LE(stats.bytes, RecordCache::kBytesMin);
  EXPECT_GT(stats.entries, 1000);
  EXPECT_EQ(stats.entries + stats.evictions, 20'000);
}

TEST(RecordCacheTest, RefusesATooSmallByteLimit) {
  const auto cache = RecordCache::Create(RecordCache::kBytesMin - 1, kSipKey);
  EXPECT_EQ(cache.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(RecordCacheTest, ThreadsGetTheResultsOfTheirKeys) {
  const auto cache = Make();
  std::vector<std::thread> threads;
  for (uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&cache, t] {
      test::Random random(t);
      for (int i = 0; i < 3000; ++i) {
        const int64_t number = random.Between(0, 300);
        const cache::Bits128 key = cache->Key(1, {std::to_string(number), ""});
        Result result;
        if (cache->Find(key, result)) {
          EXPECT_EQ(result.token_count, number);
          EXPECT_EQ(result.verdict.matcher, std::to_string(number % 10));
        } else {
          result.token_count = number;
          result.verdict.matcher = std::to_string(number % 10);
          cache->Add(key, result);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace txtsentry::pipeline
