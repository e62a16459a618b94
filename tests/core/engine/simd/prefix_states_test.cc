#include "core/engine/simd/prefix_states.h"

#include <gtest/gtest.h>

#include <map>
#include <utility>
#include <vector>

#include "tests/support/random.h"

namespace txtsentry::engine {
namespace {

constexpr int64_t kStride = PrefixStates::kStride;

using Ids = std::vector<int32_t>;

// Creates strides that repeat one id each.
Ids Strides(const std::vector<int32_t>& of) {
  Ids ids;
  for (const int32_t id : of) ids.insert(ids.end(), kStride, id);
  return ids;
}

// Processes a row and stores `value` if a state is requested. Returns the row's start.
PrefixStates::Start Pass(PrefixStates& states, const Ids& ids, float value) {
  PrefixStates::Start start = states.Find(ids);
  if (start.ticket.kept_after > 0) {
    if (float* const state = states.Keep(start.ticket)) *state = value;
  }
  return start;
}

TEST(PrefixStatesTest, ReusesAPrefixFromTheThirdRowOn) {
  PrefixStates states(8, 1);
  const Ids ids = Strides({1});
  EXPECT_EQ(states.Find(ids).ticket.kept_after, 0);
  const auto second = states.Find(ids);
  EXPECT_EQ(second.tokens, 0);
  ASSERT_EQ(second.ticket.kept_after, kStride);
  *states.Keep(second.ticket) = 7;
  const auto third = states.Find(ids);
  EXPECT_EQ(third.tokens, kStride);
  EXPECT_EQ(*third.state, 7);
  EXPECT_EQ(third.ticket.kept_after, 0);
}

TEST(PrefixStatesTest, IgnoresRowsShorterThanAStride) {
  PrefixStates states(8, 1);
  for (int i = 0; i < 5; ++i) {
    const auto start = Pass(states, Ids(kStride - 1, 1), 1);
    EXPECT_EQ(start.tokens + start.ticket.kept_after, 0);
  }
}

TEST(PrefixStatesTest, RequestsAStateFromOneRowAtATime) {
  PrefixStates states(8, 1);
  const Ids ids = Strides({1});
  states.Find(ids);
  ASSERT_EQ(states.Find(ids).ticket.kept_after, kStride);
  const auto meanwhile = states.Find(ids);
  EXPECT_EQ(meanwhile.tokens, 0);
  EXPECT_EQ(meanwhile.ticket.kept_after, 0);
}

TEST(PrefixStatesTest, PrefixesGrowByStrideAndBranch) {
  PrefixStates states(64, 1);
  for (int i = 0; i < 6; ++i) Pass(states, Strides({1, 2, 3}), 1);
  EXPECT_EQ(states.Find(Strides({1, 2, 3})).tokens, 3 * kStride);
  EXPECT_EQ(states.Find(Strides({1, 2, 4})).tokens, 2 * kStride);
  EXPECT_EQ(states.Find(Strides({1})).tokens, kStride);
  EXPECT_EQ(states.Find(Strides({2, 3})).tokens, 0);  // The same strides without a prefix.
  Ids half = Strides({1});
  half.resize(kStride + 3, 2);
  EXPECT_EQ(states.Find(half).tokens, kStride);
}

TEST(PrefixStatesTest, TicketOfAReusedSlotIsVoid) {
  PrefixStates states(PrefixStates::kWays, 1);
  const Ids ids = Strides({1});
  states.Find(ids);
  const auto wanted = states.Find(ids);
  for (int32_t other = 2; other < 2 + 2 * PrefixStates::kWays; ++other) {
    Pass(states, Strides({other}), 1);
    Pass(states, Strides({other}), 1);
  }
  EXPECT_EQ(states.Keep(wanted.ticket), nullptr);
}

// {1} is evicted and cached again, after enough other rows; {1, 9} may still have its slot.
TEST(PrefixStatesTest, EvictedPrefixHidesItsExtensions) {
  int lost = 0;
  for (int32_t others = 1; others < 60; ++others) {
    PrefixStates states(PrefixStates::kWays, 1);
    for (int i = 0; i < 4; ++i) Pass(states, Strides({1, 9}), 1);
    ASSERT_EQ(states.Find(Strides({1, 9})).tokens, 2 * kStride);
    for (int32_t other = 20; other < 20 + others; ++other) {
      Pass(states, Strides({other}), 2);
      Pass(states, Strides({other}), 2);
    }
    if (Pass(states, Strides({1}), 3).tokens > 0) continue;
    ++lost;
    for (int i = 0; i < 3; ++i) Pass(states, Strides({1}), 3);
    EXPECT_EQ(states.Find(Strides({1, 9})).tokens, kStride) << others;
  }
  EXPECT_GT(lost, 0);
}

TEST(PrefixStatesTest, SingleUseRowsEvictNothing) {
  PrefixStates states(PrefixStates::kWays, 1);
  test::Random random(71);
  std::vector<Ids> known;
  for (int32_t id = 1; id <= PrefixStates::kWays; ++id) known.push_back(Strides({id}));
  for (const Ids& ids : known) {
    for (int i = 0; i < 3; ++i) Pass(states, ids, 1);
  }
  for (int i = 0; i < 10'000; ++i) {
    Ids once(kStride);
    for (int32_t& id : once) id = static_cast<int32_t>(random.Between(100, 1'000'000));
    Pass(states, once, 2);
  }
  for (const Ids& ids : known) EXPECT_EQ(states.Find(ids).tokens, kStride);
}

TEST(PrefixStatesTest, KeepsFrequentPrefixes) {
  PrefixStates states(64, 1);
  test::Random random(72);
  int64_t passed = 0;
  int64_t found = 0;
  for (int i = 0; i < 20'000; ++i) {
    // A third of the rows are among 10 prefixes, the others among 5,000; all recur.
    const bool often = i % 3 == 0;
    const auto id =
        static_cast<int32_t>(often ? random.Between(1, 10) : random.Between(100, 5'099));
    const auto start = Pass(states, Strides({id}), 1);
    if (often && i > 2'000) {
      ++passed;
      found += start.tokens > 0;
    }
  }
  EXPECT_GT(found, passed * 95 / 100);
}

// Each prefix's state is its number in `number_of`, so a state of another prefix would be detected.
TEST(PrefixStatesTest, ReturnsOnlyStatesOfThePrefixItself) {
  for (const int64_t room : {1, 8, 100, 1000}) {
    PrefixStates states(room, 2);
    test::Random random(73 + room);
    std::map<Ids, float> number_of;
    const auto number = [&number_of](const Ids& ids, int64_t tokens) {
      const Ids prefix(ids.begin(), ids.begin() + tokens);
      return number_of.try_emplace(prefix, static_cast<float>(number_of.size())).first->second;
    };
    // Tickets of rows in progress, as in an engine's lanes.
    std::vector<std::pair<Ids, PrefixStates::Ticket>> under_way;
    int64_t reused = 0;
    for (int i = 0; i < 20'000; ++i) {
      Ids ids(random.Between(1, 40));
      const auto kinds = random.Between(1, 3);
      for (size_t k = 0; k < ids.size(); ++k) {
        ids[k] = k % 5 == 4 ? static_cast<int32_t>(random.Between(1, kinds)) : 7;
      }
      const auto start = states.Find(ids);
      reused += start.tokens;
      ASSERT_EQ(start.tokens % kStride, 0);
      ASSERT_LE(start.tokens, static_cast<int64_t>(ids.size()));
      if (start.tokens > 0) {
        ASSERT_EQ(start.state[0], number(ids, start.tokens));
        ASSERT_EQ(start.state[1], -number(ids, start.tokens));
      }
      if (start.ticket.kept_after > 0) {
        ASSERT_EQ(start.ticket.kept_after, start.tokens + kStride);
        under_way.emplace_back(ids, start.ticket);
      }
      while (under_way.size() > static_cast<size_t>(random.Between(0, 12))) {
        const size_t k = random.Between(0, static_cast<int64_t>(under_way.size()) - 1);
        if (float* const state = states.Keep(under_way[k].second)) {
          state[0] = number(under_way[k].first, under_way[k].second.kept_after);
          state[1] = -state[0];
        }
        under_way.erase(under_way.begin() + static_cast<int64_t>(k));
      }
    }
    EXPECT_GT(reused, 0) << room;
  }
}

}  // namespace
}  // namespace txtsentry::engine
