// Compares two results, ignoring whether they came from a cache.
#ifndef TXTSENTRY_TESTS_CORE_PIPELINE_SAME_ANSWER_H_
#define TXTSENTRY_TESTS_CORE_PIPELINE_SAME_ANSWER_H_

#include <gtest/gtest.h>

#include "core/pipeline/record.h"

namespace txtsentry::pipeline {

inline void ExpectSameAnswer(const Result& a, const Result& b) {
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.probability, b.probability);
  EXPECT_EQ(a.token_count, b.token_count);
  EXPECT_EQ(a.verdict.suspicious, b.verdict.suspicious);
  EXPECT_EQ(a.verdict.category, b.verdict.category);
  EXPECT_EQ(a.verdict.reasons, b.verdict.reasons);
  EXPECT_EQ(a.verdict.matcher, b.verdict.matcher);
  EXPECT_EQ(a.verdict.execution_rule, b.verdict.execution_rule);
  ASSERT_EQ(a.verdict.encoded_blob.has_value(), b.verdict.encoded_blob.has_value());
  if (!a.verdict.encoded_blob) return;
  EXPECT_EQ(a.verdict.encoded_blob->encoding, b.verdict.encoded_blob->encoding);
  EXPECT_EQ(a.verdict.encoded_blob->offset, b.verdict.encoded_blob->offset);
  EXPECT_EQ(a.verdict.encoded_blob->length, b.verdict.encoded_blob->length);
  EXPECT_EQ(a.verdict.encoded_blob->entropy_bits, b.verdict.encoded_blob->entropy_bits);
}

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_TESTS_CORE_PIPELINE_SAME_ANSWER_H_
