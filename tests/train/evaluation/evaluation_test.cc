#include "train/evaluation/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace txtsentry::train {
namespace {

using testing::HasSubstr;
using testing::Not;

Evaluation TwoTools() {
  return Evaluate({{1, 0.9}, {1, 0.1}, {1, 0.8}, {1, 0.2}, {1, 0.7}},
                  {"iodine", "iodine", "dnscat2", "dnscat2", "dnscat2"}, 0.5);
}

TEST(EvaluateTest, ListsTheLargestGroupFirst) {
  const Evaluation evaluation = TwoTools();
  ASSERT_EQ(evaluation.groups.size(), 2u);
  EXPECT_EQ(evaluation.groups[0].group, "dnscat2");
  EXPECT_EQ(evaluation.groups[0].rows, 3);
  EXPECT_EQ(evaluation.groups[0].suspicious, 2);
  EXPECT_EQ(evaluation.groups[1].suspicious, 1);
}

TEST(EvaluateTest, MacroShareIgnoresGroupSizes) {
  EXPECT_NEAR(TwoTools().MacroShare(), (2.0 / 3 + 0.5) / 2, 1e-12);
}

TEST(EvaluateTest, HasNoCurvesForOneClass) {
  EXPECT_FALSE(TwoTools().roc_auc.has_value());
  EXPECT_FALSE(TwoTools().pr_auc.has_value());
}

TEST(ToTextTest, OmitsMetricsThatNeedBothClasses) {
  const std::string text = ToText(TwoTools());
  EXPECT_THAT(text, HasSubstr("recall                0.60000  95 % interval 0.23072 to 0.88238"));
  EXPECT_THAT(text, Not(HasSubstr("false-positive rate")));
  EXPECT_THAT(text, Not(HasSubstr("precision")));
}

TEST(ToJsonTest, WritesOneObjectWithEscapedNames) {
  Evaluation evaluation = Evaluate({{1, 0.9}, {0, 0.25}}, {"a\"b", "c\n"}, 0.5);
  evaluation.model = "m 1";
  EXPECT_EQ(ToJson(evaluation),
            "{\"model\":\"m 1\",\"threshold\":0.5,\"records\":2,\"true_positive\":1,"
            "\"false_positive\":0,\"true_negative\":1,\"false_negative\":0,\"accuracy\":1,"
            "\"precision\":1,\"recall\":1,\"f1\":1,\"macro_f1\":1,\"false_positive_rate\":0,\"roc_"
            "auc\":1,"
            "\"pr_auc\":1,\"log_loss\":0.196521294,\"groups\":["
            "{\"group\":\"a\\\"b\",\"rows\":1,\"suspicious\":1},"
            "{\"group\":\"c\\n\",\"rows\":1,\"suspicious\":0}]}\n");
}

}  // namespace
}  // namespace txtsentry::train
