#include "core/engine/simd/simd_engine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <deque>
#include <new>
#include <thread>

#include "core/engine/lane_scorer.h"
#include "core/engine/reference_engine.h"
#include "core/engine/simd/lstm_kernel.h"
#include "tests/core/engine/probabilities.h"
#include "tests/support/random_model.h"

namespace {
std::atomic<int64_t> g_allocations{0};
}  // namespace

// Counts all allocations of the program.
[[gnu::noinline]] void* operator new(size_t size) {
  ++g_allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, size_t /*size*/) noexcept {
  std::free(memory);
}

namespace txtsentry::engine {
namespace {

// Bound on probabilities, from MakeSimdEngine.
constexpr float kBound = 2e-6f;

// Weights with gates that the kernel must clamp and a hidden size that it must round up.
model::Weights WildWeights() {
  model::Weights weights = test::RandomWeights(52, {300, 64, 40});
  for (size_t i = 0; i < weights.b_ih.size(); i += 3) weights.b_ih[i] *= 400;
  return weights;
}

using OwnedRows = std::vector<std::vector<int32_t>>;

// A feed of prepared rows that records the order of the results.
class TestFeed final : public RowFeed {
 public:
  explicit TestFeed(OwnedRows rows) : rows_(std::move(rows)) {
    for (size_t i = 0; i < rows_.size(); ++i) waiting_.push_back(i);
  }

  bool Next(int lanes, bool short_only, FeedRow& row) override {
    EXPECT_LT(lanes, kLanesMax);
    for (auto it = waiting_.begin(); it != waiting_.end(); ++it) {
      const bool is_long = static_cast<int64_t>(rows_[*it].size()) >= kLongRowTokens;
      if (short_only && is_long) continue;
      row = {rows_[*it], *it};
      long_lanes_ += is_long;
      long_lanes_max_ = std::max(long_lanes_max_, long_lanes_);
      waiting_.erase(it);
      return true;
    }
    return false;
  }
  void Done(uint64_t tag, int64_t reused, absl::StatusOr<float> logit) override {
    reused_ += reused;
    long_lanes_ -= static_cast<int64_t>(rows_[tag].size()) >= kLongRowTokens;
    order_.push_back(tag);
    logits_.push_back(std::move(logit));
  }

  OwnedRows rows_;
  std::deque<size_t> waiting_;
  std::vector<uint64_t> order_;
  std::vector<absl::StatusOr<float>> logits_;
  int64_t reused_ = 0;
  int long_lanes_ = 0;
  int long_lanes_max_ = 0;
};

// Creates rows with common prefixes; some rows are identical.
OwnedRows RowsOfFewKinds(test::Random& random) {
  OwnedRows kinds;
  for (int kind = 0; kind < 6; ++kind) {
    std::vector<int32_t> ids(random.Between(1, 60));
    for (int32_t& id : ids) id = static_cast<int32_t>(random.Between(0, 299));
    kinds.push_back(ids);
  }
  OwnedRows rows;
  for (int i = 0; i < 400; ++i) {
    std::vector<int32_t> row = kinds[random.Between(0, 5)];
    row.resize(random.Between(1, static_cast<int64_t>(row.size())));
    for (int64_t more = random.Between(0, 40); more > 0; --more) {
      row.push_back(static_cast<int32_t>(random.Between(0, 299)));
    }
    rows.push_back(row);
  }
  return rows;
}

// Compares with a cache for all prefixes and with a small cache that evicts.
void ExpectPrefixesToChangeNothing(const Engine& engine) {
  test::Random random(59);
  const OwnedRows rows = RowsOfFewKinds(random);
  test::OwnedBatch batch;
  for (const auto& row : rows) batch.AddRow(row);
  std::vector<float> expected(rows.size());
  ASSERT_TRUE(engine.Score(batch.view(), absl::MakeSpan(expected)).ok());
  for (const int64_t states : {8, 1024}) {
    const auto prefixes = engine.lane_scorer()->MakePrefixStates(states);
    int64_t reused = 0;
    for (int run = 0; run < 3; ++run) {
      TestFeed feed(rows);
      engine.lane_scorer()->Run(feed, prefixes.get());
      reused += feed.reused_;
      ASSERT_EQ(feed.order_.size(), rows.size());
      for (size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(*feed.logits_[i], expected[feed.order_[i]]) << "row " << feed.order_[i];
      }
    }
    EXPECT_GT(reused, states == 8 ? 500 : 5'000);
  }
}

// Runs for every kernel that this processor supports.
class SimdEngineTest : public ::testing::TestWithParam<LstmKernel> {
 protected:
  std::unique_ptr<Engine> Make(const model::Weights& weights) {
    return MakeSimdEngine(weights, {GetParam().name}).value();
  }
};

TEST_P(SimdEngineTest, EqualsTheReferenceOnRaggedBatchesOfEverySize) {
  for (const model::Weights& weights : {test::RandomWeights(51), WildWeights()}) {
    const auto engine = Make(weights);
    const auto reference = MakeReferenceEngine(weights).value();
    test::Random random(53);
    for (const int64_t rows : {1, 2, 3, 7, 12, 13, 64, 257}) {
      const auto batch = test::RandomBatch(random, rows, 120, 300);
      ExpectNear(Probabilities(*engine, batch), Probabilities(*reference, batch), kBound);
    }
  }
}

TEST_P(SimdEngineTest, RowsAreBitIdenticalInAnyBatch) {
  const auto engine = Make(test::RandomWeights(51));
  test::Random random(54);
  const auto batch = test::RandomBatch(random, 60, 90, 300);
  const auto together = Probabilities(*engine, batch);
  for (size_t row = 0; row < together.size(); ++row) {
    EXPECT_EQ(Probabilities(*engine, batch.Alone(row))[0], together[row]);
  }
}

TEST_P(SimdEngineTest, EqualsTheReferenceOnGiantRows) {
  const model::Weights weights = test::RandomWeights(51);
  test::Random random(55);
  test::OwnedBatch batch;
  for (const int64_t tokens : {20'000, 3, 8'000, 500, 1}) {
    std::vector<int32_t> row(tokens);
    for (int32_t& id : row) id = static_cast<int32_t>(random.Between(0, 299));
    batch.AddRow(row);
  }
  ExpectNear(Probabilities(*Make(weights), batch),
             Probabilities(*MakeReferenceEngine(weights).value(), batch), kBound);
}

TEST_P(SimdEngineTest, RowsAreBitIdenticalWithCachedPrefixes) {
  for (const model::Weights& weights : {test::RandomWeights(51), WildWeights()}) {
    ExpectPrefixesToChangeNothing(*Make(weights));
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, SimdEngineTest, ::testing::ValuesIn(SupportedLstmKernels()),
                         [](const auto& kernel) { return kernel.param.name; });

// Runs for every integer kernel that this processor supports.
class SimdEngineInt16Test : public ::testing::TestWithParam<Int16LstmKernel> {
 protected:
  SimdOptions Options() const { return {GetParam().name, "int16", {{1, 2, 3}}}; }
};

TEST_P(SimdEngineInt16Test, IsWithinTheErrorBoundInAnyBatch) {
  for (const model::Weights& weights : {test::RandomWeights(51), WildWeights()}) {
    const auto engine = MakeSimdEngine(weights, Options());
    ASSERT_TRUE(engine.ok()) << engine.status();
    const auto reference = MakeReferenceEngine(weights).value();
    test::Random random(58);
    for (const int64_t rows : {1, 2, 3, 5, 7, 12, 100}) {
      const auto batch = test::RandomBatch(random, rows, 120, 300);
      const auto found = Probabilities(**engine, batch);
      const auto expected = Probabilities(*reference, batch);
      for (size_t row = 0; row < found.size(); ++row) {
        EXPECT_NEAR(found[row], expected[row], kInt16Bound);
        EXPECT_EQ(Probabilities(**engine, batch.Alone(row))[0], found[row]);
      }
    }
  }
}

TEST_P(SimdEngineInt16Test, RowsAreBitIdenticalWithCachedPrefixes) {
  const auto engine = MakeSimdEngine(test::RandomWeights(51), Options());
  ASSERT_TRUE(engine.ok()) << engine.status();
  ExpectPrefixesToChangeNothing(**engine);
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SimdEngineInt16Test);
INSTANTIATE_TEST_SUITE_P(Kernels, SimdEngineInt16Test,
                         ::testing::ValuesIn(SupportedInt16LstmKernels()),
                         [](const auto& kernel) { return kernel.param.name; });

TEST(SimdEngineTest, RejectsUnknownPrecisionAndMissingSample) {
  const auto weights = test::RandomWeights(51);
  EXPECT_EQ(MakeSimdEngine(weights, {"", "fp8", {}}).status().code(),
            absl::StatusCode::kInvalidArgument);
  if (!SupportedInt16LstmKernels().empty()) {
    EXPECT_EQ(MakeSimdEngine(weights, {"", "int16", {}}).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST(SimdEngineLanesTest, ShortRowsOvertakeLongOnes) {
  const auto engine = MakeSimdEngine(test::RandomWeights(51)).value();
  std::vector<std::vector<int32_t>> rows;
  for (int i = 0; i < 20; ++i) rows.emplace_back(kLongRowTokens + i, 5);
  for (int i = 0; i < 100; ++i) rows.emplace_back(10 + i, 6);
  TestFeed feed(rows);
  engine->lane_scorer()->Run(feed, nullptr);
  ASSERT_EQ(feed.order_.size(), rows.size());
  for (int i = 0; i < 100; ++i) EXPECT_GE(feed.order_[i], 20u) << "a long row came first";
  EXPECT_EQ(feed.long_lanes_max_, kLanesMax / 2);
}

TEST(SimdEngineLanesTest, InvalidRowFailsAlone) {
  const auto engine = MakeSimdEngine(test::RandomWeights(51)).value();
  TestFeed feed({{1, 2, 3}, {300}, {}, {-1}, {4}});
  engine->lane_scorer()->Run(feed, nullptr);
  ASSERT_EQ(feed.order_.size(), 5u);
  for (size_t i = 0; i < 5; ++i) {
    const bool good = feed.order_[i] == 0 || feed.order_[i] == 4;
    EXPECT_EQ(feed.logits_[i].ok(), good) << feed.order_[i];
    if (!good) {
      EXPECT_EQ(feed.logits_[i].status().code(), absl::StatusCode::kInvalidArgument);
    }
  }
}

TEST(SimdEngineTest, DoesNotAllocateOnceRunning) {
  const auto engine = MakeSimdEngine(test::RandomWeights(51)).value();
  test::Random random(56);
  const auto batch = test::RandomBatch(random, 200, 100, 300);
  std::vector<float> logits(200);
  ASSERT_TRUE(engine->Score(batch.view(), absl::MakeSpan(logits)).ok());
  const int64_t before = g_allocations;
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(engine->Score(batch.view(), absl::MakeSpan(logits)).ok());
  }
  EXPECT_EQ(g_allocations, before);
}

TEST(SimdEngineTest, IsThreadSafe) {
  const auto engine = MakeSimdEngine(test::RandomWeights(51)).value();
  test::Random random(57);
  const auto batch = test::RandomBatch(random, 40, 60, 300);
  const auto expected = Probabilities(*engine, batch);
  std::vector<std::vector<float>> found(6);
  std::vector<std::thread> threads;
  for (auto& p : found) threads.emplace_back([&] { p = Probabilities(*engine, batch); });
  for (auto& thread : threads) thread.join();
  for (const auto& p : found) EXPECT_EQ(p, expected);
}

TEST(SimdEngineTest, ReadsTheKernelFromTheEnvironment) {
  const model::Weights weights = test::RandomWeights(51);
  const char* last = SupportedLstmKernels().back().name;
  ::setenv("TXTSENTRY_KERNEL", last, 1);
  EXPECT_NE(MakeSimdEngine(weights).value()->info().version.find(last), std::string::npos);
  ::setenv("TXTSENTRY_KERNEL", "MMX", 1);
  EXPECT_EQ(MakeSimdEngine(weights).status().code(), absl::StatusCode::kInvalidArgument);
  ::unsetenv("TXTSENTRY_KERNEL");
}

}  // namespace
}  // namespace txtsentry::engine
