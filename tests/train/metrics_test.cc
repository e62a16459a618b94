#include "train/metrics.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace txtsentry::train {
namespace {

TEST(Metrics, EqualScikitLearnOnTheGoldenCases) {
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

TEST(Metrics, AScoreEqualToTheThresholdIsPositive) {
  const Confusion confusion = Confuse({{1, 0.5}, {0, 0.5}, {1, 0.49}, {0, 0.49}}, 0.5);
  EXPECT_EQ(confusion.true_positive, 1);
  EXPECT_EQ(confusion.false_positive, 1);
  EXPECT_EQ(confusion.false_negative, 1);
  EXPECT_EQ(confusion.true_negative, 1);
}

TEST(Metrics, CurvesWithoutAClassHaveNoArea) {
  EXPECT_FALSE(RocAuc({{1, 0.5}}).has_value());
  EXPECT_FALSE(RocAuc({{0, 0.5}}).has_value());
  EXPECT_FALSE(PrAuc({{0, 0.5}}).has_value());
}

TEST(Metrics, RatiosOfNothingAreZero) {
  const Confusion confusion = Confuse({}, 0.5);
  EXPECT_EQ(confusion.Accuracy(), 0);
  EXPECT_EQ(confusion.Precision(), 0);
  EXPECT_EQ(confusion.Recall(), 0);
  EXPECT_EQ(confusion.F1(), 0);
  EXPECT_EQ(confusion.FalsePositiveRate(), 0);
  EXPECT_EQ(LogLoss({}), 0);
}

}  // namespace
}  // namespace txtsentry::train
