#include "core/cache/s3_fifo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "tests/support/random.h"

namespace txtsentry::cache {
namespace {

// A reference implementation of the policy with standard containers. It shares only the ghost queue
// with S3FifoMap.
class Model {
 public:
  explicit Model(int64_t keys_max)
      : small_max_(keys_max / 10), main_max_(keys_max - small_max_), ghost_(main_max_) {}

  std::optional<float> Find(const Bits128& key) {
    const auto found = values_.find({key.low, key.high});
    if (found == values_.end()) return std::nullopt;
    found->second.asked = std::min(found->second.asked + 1, 3);
    return found->second.value;
  }

  int64_t Insert(const Bits128& key, float value) {
    const Id id = {key.low, key.high};
    if (const auto found = values_.find(id); found != values_.end()) {
      found->second.value = value;
      return 0;
    }
    const auto before = static_cast<int64_t>(values_.size());
    const bool ghosted = ghost_.Take(key);
    if (!ghosted && static_cast<int64_t>(small_.size()) == small_max_) {
      const Id oldest = small_.front();
      small_.pop_front();
      if (values_[oldest].asked > 0 || static_cast<int64_t>(main_.size()) < main_max_) {
        PushMain(oldest);
      } else {
        values_.erase(oldest);
        ghost_.Add({oldest.first, oldest.second});
      }
    }
    if (ghosted) {
      PushMain(id);
    } else {
      small_.push_back(id);
    }
    values_[id] = {value, 0};
    return before + 1 - static_cast<int64_t>(values_.size());
  }

  int64_t keys() const { return static_cast<int64_t>(values_.size()); }

 private:
  using Id = std::pair<uint64_t, uint64_t>;
  struct Value {
    float value = 0;
    int asked = 0;
  };

  void PushMain(const Id& id) {
    while (static_cast<int64_t>(main_.size()) == main_max_) {
      const Id oldest = main_.front();
      main_.pop_front();
      if (values_[oldest].asked-- > 0) {
        main_.push_back(oldest);
      } else {
        values_.erase(oldest);
      }
    }
    if (const auto found = values_.find(id); found != values_.end()) found->second.asked = 0;
    main_.push_back(id);
  }

  const int64_t small_max_;
  const int64_t main_max_;
  GhostQueue ghost_;
  std::deque<Id> small_;
  std::deque<Id> main_;
  std::map<Id, Value> values_;
};

// With `crowded`, all keys have adjacent home cells, so the test exercises long probe sequences and
// erasure, including wrap-around at the table's end.
Bits128 KeyOf(int64_t number, bool crowded) {
  test::Random random(static_cast<uint64_t>(number));
  Bits128 key = {random.Next(), random.Next()};
  if (crowded) key.low = (number % 3 == 0 ? 0xFFFFFFFF00000000u : 0) | (key.low & 0xFFFFFFFF);
  return key;
}

TEST(S3FifoTest, EvictsAsTheReferencePolicyDoes) {
  for (uint64_t round = 0; round < 60; ++round) {
    test::Random random(round);
    const int64_t keys_max = random.Between(S3Fifo::kKeysMin, 120);
    const int64_t universe = keys_max * random.Between(1, 5);
    const bool crowded = round % 2 == 0;
    S3Fifo cache(keys_max);
    Model model(keys_max);
    for (int i = 0; i < 4000; ++i) {
      // The minimum of two draws is skewed, so some keys recur often.
      const int64_t number = std::min(random.Between(0, universe), random.Between(0, universe));
      const Bits128 key = KeyOf(number, crowded);
      ASSERT_EQ(cache.Find(key), model.Find(key)) << "round " << round << " step " << i;
      if (random.Between(0, 2) > 0) continue;
      const auto value = static_cast<float>(i);
      ASSERT_EQ(cache.Insert(key, value), model.Insert(key, value)) << round << " step " << i;
      ASSERT_EQ(cache.keys(), model.keys());
      ASSERT_LE(cache.keys(), cache.keys_max());
    }
  }
}

TEST(S3FifoTest, KeepsEveryKeyUntilFull) {
  S3Fifo cache(1000);
  for (int64_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(cache.Insert(KeyOf(i, false), static_cast<float>(i)), 0);
  }
  EXPECT_EQ(cache.keys(), 1000);
  for (int64_t i = 0; i < 1000; ++i) EXPECT_EQ(cache.Find(KeyOf(i, false)), static_cast<float>(i));
  EXPECT_EQ(cache.Insert(KeyOf(1000, false), 0), 1);
  EXPECT_EQ(cache.keys(), 1000);
}

TEST(S3FifoTest, ScanDoesNotEvictReusedKeys) {
  S3Fifo cache(1000);
  const auto ask = [&cache](int64_t number) {
    const Bits128 key = KeyOf(number, false);
    if (cache.Find(key).has_value()) return true;
    cache.Insert(key, 1);
    return false;
  };
  for (int round = 0; round < 4; ++round) {
    for (int64_t i = 0; i < 800; ++i) ask(i);
  }
  for (int64_t i = 0; i < 100'000; ++i) ask(1'000'000 + i);
  int64_t kept = 0;
  for (int64_t i = 0; i < 800; ++i) kept += ask(i) ? 1 : 0;
  // LRU would keep none of them.
  EXPECT_GE(kept, 700);
}

TEST(S3FifoTest, ReservesBytesAKeyForEachKey) {
  for (const int64_t keys : {100, 1000, 99'999}) {
    S3Fifo cache(keys);
    EXPECT_EQ(cache.keys_max(), keys);
    EXPECT_LE(cache.bytes_reserved(), keys * S3Fifo::kBytesAKey);
    EXPECT_GT(cache.bytes_reserved(), keys * (S3Fifo::kBytesAKey - 1));
  }
}

TEST(S3FifoTest, IsUsableAfterClear) {
  S3Fifo cache(20);
  for (int64_t i = 0; i < 50; ++i) cache.Insert(KeyOf(i, false), 1);
  cache.Clear();
  EXPECT_EQ(cache.keys(), 0);
  for (int64_t i = 0; i < 50; ++i) EXPECT_FALSE(cache.Find(KeyOf(i, false)).has_value());
  cache.Insert(KeyOf(7, false), 7);
  EXPECT_EQ(cache.Find(KeyOf(7, false)), 7);
}

}  // namespace
}  // namespace txtsentry::cache
