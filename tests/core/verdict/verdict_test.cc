#include "core/verdict/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace txtsentry::verdict {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Evidence Scored(std::string_view text, float probability, double threshold = 0.5) {
  Evidence evidence;
  evidence.text = text;
  evidence.probability = probability;
  evidence.threshold = threshold;
  evidence.token_count = 9;
  return evidence;
}

TEST(Judge, CallsARecordSuspiciousFromTheThresholdOn) {
  const float below = std::nextafter(0.5f, 0.0f);
  EXPECT_TRUE(Judge(Scored("abc", 0.5f)).suspicious);
  EXPECT_FALSE(Judge(Scored("abc", below)).suspicious);
  EXPECT_TRUE(Judge(Scored("abc", 1.0f)).suspicious);
  EXPECT_FALSE(Judge(Scored("abc", 0.0f)).suspicious);
}

TEST(Judge, ComparesProbabilityAndThresholdAsDoubles) {
  // 0.1f is a little above the double 0.1, 0.7f a little below the double 0.7.
  EXPECT_TRUE(Judge(Scored("abc", 0.1f, 0.1)).suspicious);
  EXPECT_FALSE(Judge(Scored("abc", 0.7f, 0.7)).suspicious);
  EXPECT_TRUE(Judge(Scored("abc", 0.7f, static_cast<double>(0.7f))).suspicious);
}

TEST(Judge, DoesNotCallNotANumberSuspicious) {
  EXPECT_FALSE(Judge(Scored("abc", std::numeric_limits<float>::quiet_NaN())).suspicious);
}

TEST(Judge, KeepsTheLabelOfTheModelWhateverTheCategory) {
  const Verdict verdict = Judge(Scored("v=spf1 -all", 0.9f));
  EXPECT_TRUE(verdict.suspicious);
  EXPECT_EQ(verdict.category, Category::kSpf);
  EXPECT_THAT(verdict.reasons, ElementsAre(Reason::kKnownKind));
}

TEST(Judge, GivesNoReasonForAnUnknownRecord) {
  const Verdict verdict = Judge(Scored("v=spf1 q83vEjRWeJq83vEjRWeJ", 0.1f));
  EXPECT_FALSE(verdict.suspicious);
  EXPECT_EQ(verdict.category, Category::kUnknown);
  EXPECT_THAT(verdict.reasons, IsEmpty());
}

TEST(Judge, CallsARecordWithoutTokensEmptyWhateverItsProbability) {
  Evidence evidence = Scored("\" \"", 0.99f);
  evidence.token_count = 0;
  const Verdict verdict = Judge(evidence);
  EXPECT_FALSE(verdict.suspicious);
  EXPECT_EQ(verdict.category, Category::kEmpty);
  EXPECT_THAT(verdict.reasons, ElementsAre(Reason::kEmpty));
}

TEST(Judge, SaysWhenTheBytesAreNotUtf8) {
  const Verdict verdict = Judge(Scored("caf\xe9 latin", 0.6f));
  EXPECT_TRUE(verdict.suspicious);
  EXPECT_THAT(verdict.reasons, ElementsAre(Reason::kNotUtf8));
  EXPECT_THAT(Judge(Scored("caf\xc3\xa9", 0.6f)).reasons, IsEmpty());
}

TEST(Judge, UsesTheOwnerName) {
  Evidence evidence = Scored("dDyI3zWpctUD7rvJGNj8QlrKuEiTqGT8ogqS2rSrOFc", 0.99f);
  EXPECT_EQ(Judge(evidence).category, Category::kUnknown);
  evidence.owner_name = "_acme-challenge.example.com";
  EXPECT_EQ(Judge(evidence).category, Category::kAcmeChallenge);
}

TEST(Judge, AnswersTheSameFromManyThreads) {
  std::vector<Verdict> verdicts(8);
  std::vector<std::thread> threads;
  threads.reserve(verdicts.size());
  for (Verdict& verdict : verdicts) {
    threads.emplace_back([&verdict] { verdict = Judge(Scored("MS=ms12345678", 0.01f)); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Verdict& verdict : verdicts) {
    EXPECT_EQ(verdict.category, Category::kDomainVerification);
  }
}

TEST(CategoryName, IsDifferentForEachCategory) {
  std::set<std::string> names;
  for (int i = 0; i <= 15; ++i) {
    names.insert(std::string(CategoryName(static_cast<Category>(i))));
  }
  EXPECT_EQ(names.size(), 16u);
  EXPECT_EQ(CategoryName(Category::kDomainVerification), "domain_verification");
}

TEST(ReasonName, IsTheCodeOfTheApi) {
  EXPECT_EQ(ReasonName(Reason::kKnownKind), "KNOWN_KIND");
  EXPECT_EQ(ReasonName(Reason::kEmpty), "EMPTY");
  EXPECT_EQ(ReasonName(Reason::kNotUtf8), "NOT_UTF8");
}

}  // namespace
}  // namespace txtsentry::verdict
