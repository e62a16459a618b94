#include "client/bench/answer_checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace txtsentry::client {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr double kTolerance = 1e-4;

struct Row {
  uint32_t index;
  float probability;
  uint32_t tokens = 10;
};

v1::ClassifyResponse Response(const std::string& id, const std::vector<Row>& rows) {
  v1::ClassifyResponse response;
  response.set_id(id);
  for (const Row& row : rows) {
    v1::Result& result = *response.add_results();
    result.set_id(std::to_string(row.index));
    result.set_probability(row.probability);
    result.set_token_count(row.tokens);
  }
  return response;
}

// Records 0, 1, 2 with probabilities 0.0, 0.1, 0.2.
class AnswerCheckerTest : public ::testing::Test {
 protected:
  AnswerCheckerTest() {
    for (uint32_t i = 0; i < 3; ++i) {
      ScoreResult result;
      result.probability = 0.1F * static_cast<float>(i);
      result.token_count = 10;
      checker_.Expect(i, result);
    }
  }

  AnswerFaults Check(const v1::ClassifyResponse& response) {
    return checker_.Check("7", {1, 2}, response);
  }

  AnswerChecker checker_{4, kTolerance};  // Record 3 has no expectation.
};

TEST_F(AnswerCheckerTest, AcceptsAnswersWithinTheTolerance) {
  EXPECT_EQ(Check(Response("7", {{1, 0.1F}, {2, 0.2F}})).total(), 0);
  EXPECT_EQ(Check(Response("7", {{1, 0.10009F}, {2, 0.19991F}})).total(), 0);
  EXPECT_THAT(checker_.first_fault(), IsEmpty());
}

TEST_F(AnswerCheckerTest, FindsWrongScores) {
  EXPECT_EQ(Check(Response("7", {{1, 0.1F}, {2, 0.2002F}})).score, 1);
  EXPECT_THAT(checker_.first_fault(), HasSubstr("record 2: probability=0.2002"));
  EXPECT_THAT(checker_.first_fault(), HasSubstr("expected probability=0.2"));
  EXPECT_EQ(Check(Response("7", {{1, 0.1F, 11}, {2, NAN}})).score, 2);
  EXPECT_THAT(checker_.first_fault(), HasSubstr("record 2"));
}

TEST_F(AnswerCheckerTest, FindsSwappedRecords) {
  const AnswerFaults faults = Check(Response("7", {{2, 0.2F}, {1, 0.1F}}));
  EXPECT_EQ(faults.order, 2);
  EXPECT_EQ(faults.score, 0);
}

TEST_F(AnswerCheckerTest, FindsAnswersOfTheWrongShapeOrCall) {
  EXPECT_EQ(Check(Response("7", {{1, 0.1F}})).shape, 2);
  EXPECT_EQ(Check(Response("7", {{1, 0.1F}, {2, 0.2F}, {2, 0.2F}})).shape, 2);
  EXPECT_EQ(Check(Response("8", {{1, 0.1F}, {2, 0.2F}})).shape, 2);
}

TEST_F(AnswerCheckerTest, FindsUnexpectedErrorsAndScores) {
  v1::ClassifyResponse response = Response("7", {{1, 0.1F}, {2, 0.2F}});
  response.mutable_results(0)->mutable_status()->set_code(3);
  EXPECT_EQ(Check(response).score, 1);
  ScoreResult refused;
  refused.status = absl::InvalidArgumentError("too long");
  AnswerChecker expects_error(2, kTolerance);
  expects_error.Expect(1, refused);
  EXPECT_EQ(expects_error.Check("7", {1}, Response("7", {{1, 0.1F}})).score, 1);
  response.mutable_results()->RemoveLast();
  EXPECT_EQ(expects_error.Check("7", {1}, response).total(), 0);
}

TEST_F(AnswerCheckerTest, ComparesRecordsWithTheirFirstAnswer) {
  EXPECT_EQ(checker_.Check("1", {3}, Response("1", {{3, 0.7F}})).total(), 0);
  EXPECT_EQ(checker_.Check("2", {3, 3}, Response("2", {{3, 0.7F}, {3, 0.6F}})).score, 1);
  EXPECT_EQ(checker_.Check("3", {3}, Response("3", {{3, 0.7F}})).total(), 0);
}

TEST_F(AnswerCheckerTest, NanIsNeverAccepted) {
  EXPECT_EQ(checker_.Check("1", {3}, Response("1", {{3, NAN}})).score, 1);
  EXPECT_EQ(checker_.Check("2", {3}, Response("2", {{3, 0.7F}})).total(), 0);
}

TEST_F(AnswerCheckerTest, FaultsDoNotContainRecordText) {
  v1::ClassifyResponse response = Response("7", {{1, 0.3F}, {2, 0.2F}});
  response.mutable_results(0)->set_matcher("secret");
  Check(response);
  EXPECT_THAT(checker_.first_fault(), ::testing::Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace txtsentry::client
