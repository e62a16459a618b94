#include "core/rules/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace txtsentry::rules {
namespace {

using ::testing::HasSubstr;

struct Row {
  std::vector<Reason> reasons;
  size_t blob_bytes;
  bool at_low;   // The label if the probability is below the threshold.
  bool at_high;  // The label if it reaches the threshold.
};

void ExpectLabels(Policy policy, const std::vector<Row>& rows) {
  for (size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    EXPECT_EQ(IsSuspicious(policy, row.reasons, row.blob_bytes, false), row.at_low) << i;
    EXPECT_EQ(IsSuspicious(policy, row.reasons, row.blob_bytes, true), row.at_high) << i;
  }
}

// docs/verdict.md shows these rows.
TEST(PolicyTest, TriageDecidesByReasonsFirst) {
  ExpectLabels(Policy::kTriage, {
                                    {{}, 0, false, true},
                                    {{Reason::kEmpty}, 0, false, false},
                                    {{Reason::kExecutionString}, 0, true, true},
                                    {{Reason::kPayloadInKnownKind}, 0, true, true},
                                    {{Reason::kKnownKind}, 0, false, false},
                                    {{Reason::kOwnerNameContext}, 0, false, false},
                                    {{Reason::kEncodedBlob}, 90, true, true},
                                    {{Reason::kEncodedBlob}, 89, false, true},
                                    {{Reason::kNotUtf8}, 0, false, true},
                                });
}

TEST(PolicyTest, TriageRanksACommandAboveAKnownKind) {
  ExpectLabels(Policy::kTriage,
               {
                   {{Reason::kKnownKind, Reason::kExecutionString}, 0, true, true},
                   {{Reason::kExecutionString, Reason::kOwnerNameContext}, 0, true, true},
                   {{Reason::kPayloadInKnownKind, Reason::kEncodedBlob}, 20, true, true},
                   {{Reason::kEmpty, Reason::kNotUtf8}, 0, false, false},
               });
}

TEST(PolicyTest, NotebookUsesOnlyTheProbability) {
  ExpectLabels(Policy::kNotebook, {
                                      {{}, 0, false, true},
                                      {{Reason::kEmpty}, 0, false, false},
                                      {{Reason::kKnownKind}, 0, false, true},
                                      {{Reason::kExecutionString}, 0, false, true},
                                      {{Reason::kEncodedBlob}, 4000, false, true},
                                  });
}

TEST(PolicyTest, EveryTableEndsWithACatchAllRow) {
  for (const Policy policy : {Policy::kNotebook, Policy::kTriage}) {
    EXPECT_TRUE(PolicyTable(policy).back().any_reason);
    EXPECT_EQ(PolicyTable(policy).back().decision, Decision::kByProbability);
  }
}

TEST(PolicyTest, ParsesItsOwnNames) {
  EXPECT_EQ(ParsePolicy("notebook").value(), Policy::kNotebook);
  EXPECT_EQ(ParsePolicy("triage").value(), Policy::kTriage);
  for (const char* wrong : {"", "Triage", "triage ", "strict"}) {
    EXPECT_EQ(ParsePolicy(wrong).status().code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_THAT(ParsePolicy("strict").status().ToString(), HasSubstr("\"strict\""));
}

}  // namespace
}  // namespace txtsentry::rules
