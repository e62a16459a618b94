#include "server/models/shadow.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>
#include <thread>

#include "absl/strings/str_format.h"
#include "tests/server/models/repository_fixture.h"

namespace txtsentry::server {
namespace {

class ShadowTest : public test::RepositoryFixture {
 protected:
  ShadowTest() {
    options_.sample = 1;
    for (int i = 0; i < 400; ++i) texts_.push_back(absl::StrFormat("text number %d", i * i));
  }

  // A live version with seed 1 and a shadow with seed 2.
  void Begin() {
    shadow_ = std::make_unique<Shadow>(options_);
    ServedModel live = Served("m", "1", 1);
    live.decorator = shadow_->Decorate(live);
    host_.GoLive(std::move(live));
    beside_ = host_.Adopt(Served("m", "2", 2));
    shadow_->Set("m", "1", beside_);
  }

  std::vector<float> Call() const { return Scores(**host_.Default(), texts_); }

  ShadowStats Stats() const { return shadow_->stats().front(); }
  ShadowStats StatsAfter(int64_t records) const {
    ShadowStats stats = Stats();
    while (stats.compared + stats.shed + stats.unanswered < records) {
      std::this_thread::yield();
      stats = Stats();
    }
    return stats;
  }

  ShadowOptions options_;
  std::vector<std::string> texts_;
  ModelHost host_;
  std::unique_ptr<Shadow> shadow_;
  ServedModelPtr beside_;
};

TEST_F(ShadowTest, ComparesEveryRecordAndCallersGetTheLiveAnswersOnly) {
  Begin();
  const std::vector<float> live = Call();
  const ShadowStats stats = StatsAfter(400);
  const std::vector<float> other = Scores(*beside_, texts_);
  int64_t disagreements = 0;
  double sum = 0;
  for (size_t i = 0; i < live.size(); ++i) {
    if ((live[i] >= 0.5f) != (other[i] >= 0.5f)) ++disagreements;
    sum += std::fabs(static_cast<double>(live[i]) - static_cast<double>(other[i]));
  }
  EXPECT_EQ(live, Scores(Served("m", "1", 1), texts_));
  EXPECT_EQ(stats.compared, 400);
  EXPECT_EQ(stats.label_disagreements, disagreements);
  EXPECT_NEAR(stats.difference_sum, sum, 1e-6);
  EXPECT_EQ(std::accumulate(stats.differences.begin(), stats.differences.end(), int64_t{0}), 400);
  EXPECT_EQ(stats.differences[0], 0);
}

TEST_F(ShadowTest, AVersionAgreesWithItself) {
  Begin();
  shadow_->Set("m", "1", host_.Adopt(Served("m", "3", 1)));
  Call();
  const ShadowStats stats = StatsAfter(400);
  EXPECT_EQ(stats.label_disagreements, 0);
  EXPECT_EQ(stats.differences[0], 400);
}

TEST_F(ShadowTest, SamplesTheConfiguredShare) {
  options_.sample = 0.25;
  Begin();
  for (int i = 0; i < 10; ++i) {
    Call();
    StatsAfter(i * 80);  // Wait, so that no record is dropped.
  }
  const ShadowStats stats = StatsAfter(900);
  EXPECT_EQ(stats.shed, 0);
  EXPECT_LE(stats.compared, 1100);
}

TEST_F(ShadowTest, ASampleOfZeroCopiesNothing) {
  options_.sample = 0;
  Begin();
  Call();
  EXPECT_EQ(Stats().compared, 0);
  EXPECT_EQ(Stats().shed, 0);
}

TEST_F(ShadowTest, DropsRecordsOverALimitAndAnswersTheCall) {
  options_.rows_max = 10;
  Begin();
  Call();
  const ShadowStats rows = StatsAfter(400);
  EXPECT_EQ(rows.compared, 10);
  EXPECT_EQ(rows.shed, 390);

  options_.rows_max = 1000;
  options_.bytes_max = 60;
  Begin();
  Call();
  const ShadowStats bytes = StatsAfter(400);
  EXPECT_GE(bytes.compared, 1);
  EXPECT_LE(bytes.compared, 5);
  // Compared records have released their quota.
  Call();
  EXPECT_GE(StatsAfter(800).compared, 2);
}

TEST_F(ShadowTest, DropsRecordsThatTheShadowRefusesAndAnswersTheCall) {
  Begin();
  beside_->classifier->Drain();
  Call();
  EXPECT_EQ(StatsAfter(400).shed, 400);
}

TEST_F(ShadowTest, ARefusedCallIsNotCompared) {
  Begin();
  host_.Drain();
  const auto accepted =
      (*host_.Default())->front().Classify({{"x", ""}}, schedule::JobClass(), [](const auto&) {});
  EXPECT_EQ(accepted.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Stats().compared + Stats().shed + Stats().unanswered, 0);
}

TEST_F(ShadowTest, AnotherLiveVersionIsComparedOnlyOnceItIsPaired) {
  Begin();
  ServedModel next = Served("m", "5", 3);
  next.decorator = shadow_->Decorate(next);
  host_.GoLive(std::move(next));
  Call();
  EXPECT_EQ(Stats().compared, 0);
  shadow_->Set("m", "5", beside_);
  Call();
  EXPECT_EQ(StatsAfter(400).live_version, "5");
}

TEST_F(ShadowTest, CanBeDestroyedDuringComparisons) {
  Begin();
  for (int i = 0; i < 20; ++i) Call();
  shadow_->Set("m", "", nullptr);
  beside_ = nullptr;
  EXPECT_TRUE(shadow_->stats().empty());
  Call();
}

}  // namespace
}  // namespace txtsentry::server
