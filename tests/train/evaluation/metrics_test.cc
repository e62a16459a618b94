#include "train/evaluation/metrics.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace txtsentry::train {
namespace {

TEST(MetricsTest, EqualsScikitLearnOnTheGoldenCases) {
  std::ifstream golden(TXTSENTRY_SOURCE_DIR "/tests/golden/metrics.golden");
  std::string word;
  std::getline(golden, word);
  int cases = 0;
  for (std::string name; golden >> word >> name; ++cases) {
    ASSERT_EQ(word, "case");
    double threshold = 0;
    size_t count = 0;
    golden >> threshold >> count;
    std::vector<Scored> rows(count);
    for (Scored& row : rows) golden >> row.label >> row.score;
    double accuracy = 0, precision = 0, recall = 0, f1 = 0, roc = 0, pr = 0, loss = 0;
    ASSERT_TRUE(golden >> accuracy >> precision >> recall >> f1 >> roc >> pr >> loss) << name;
    const Confusion confusion = Confuse(rows, threshold);
    EXPECT_NEAR(confusion.Accuracy(), accuracy, 1e-12) << name;
    EXPECT_NEAR(confusion.Precision(), precision, 1e-12) << name;
    EXPECT_NEAR(confusion.Recall(), recall, 1e-12) << name;
    EXPECT_NEAR(confusion.F1(), f1, 1e-12) << name;
    EXPECT_NEAR(RocAuc(rows).value(), roc, 1e-12) << name;
    EXPECT_NEAR(PrAuc(rows).value(), pr, 1e-12) << name;
    EXPECT_NEAR(LogLoss(rows), loss, 1e-12) << name;
  }
  EXPECT_EQ(cases, 8);
}

TEST(MetricsTest, ScoreEqualToTheThresholdIsPositive) {
  const Confusion confusion = Confuse({{1, 0.5}, {0, 0.5}, {1, 0.49}, {0, 0.49}}, 0.5);
  EXPECT_EQ(confusion.true_positive, 1);
  EXPECT_EQ(confusion.false_positive, 1);
  EXPECT_EQ(confusion.false_negative, 1);
  EXPECT_EQ(confusion.true_negative, 1);
}

TEST(MetricsTest, AreaIsEmptyIfAClassIsMissing) {
  EXPECT_FALSE(RocAuc({{1, 0.5}}).has_value());
  EXPECT_FALSE(RocAuc({{0, 0.5}}).has_value());
  EXPECT_FALSE(PrAuc({{0, 0.5}}).has_value());
}

TEST(MetricsTest, RatiosWithZeroDenominatorAreZero) {
  const Confusion confusion = Confuse({}, 0.5);
  EXPECT_EQ(confusion.Accuracy(), 0);
  EXPECT_EQ(confusion.Precision(), 0);
  EXPECT_EQ(confusion.Recall(), 0);
  EXPECT_EQ(confusion.F1(), 0);
  EXPECT_EQ(confusion.FalsePositiveRate(), 0);
  EXPECT_EQ(LogLoss({}), 0);
}

// Expected values are from statsmodels 0.15.0:
// statsmodels.stats.proportion.proportion_confint(part, whole, method="wilson").
TEST(Wilson95Test, MatchesStatsmodels) {
  const struct {
    int64_t part, whole;
    double low, high;
  } cases[] = {{0, 100, 0, 0.036993498},
               {100, 100, 0.963006502, 1},
               {5, 10, 0.236593091, 0.763406910},
               {1, 1, 0.206549314, 1},
               {826, 827, 0.993182709, 0.999786516}};
  for (const auto& c : cases) {
    const Interval bounds = Wilson95(c.part, c.whole);
    EXPECT_NEAR(bounds.low, c.low, 1e-8) << c.part << " of " << c.whole;
    EXPECT_NEAR(bounds.high, c.high, 1e-8) << c.part << " of " << c.whole;
  }
}

TEST(Wilson95Test, IsTheUnitIntervalForZeroOfZero) {
  EXPECT_EQ(Wilson95(0, 0).low, 0);
  EXPECT_EQ(Wilson95(0, 0).high, 1);
}

TEST(ConfusionTest, AveragesTheF1OfBothClasses) {
  Confusion confusion;
  confusion.true_positive = 6;
  confusion.false_negative = 2;
  confusion.false_positive = 1;
  confusion.true_negative = 11;
  EXPECT_NEAR(confusion.MacroF1(), (12.0 / 15 + 22.0 / 25) / 2, 1e-12);
}

}  // namespace
}  // namespace txtsentry::train
