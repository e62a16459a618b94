#include "core/base/status.h"

#include <gtest/gtest.h>

#include "absl/strings/cord.h"

namespace txtsentry::base {
namespace {

TEST(WithPrefixTest, PrependsThePrefixAndKeepsCodeAndPayloads) {
  absl::Status status = absl::DataLossError("what");
  status.SetPayload("key", absl::Cord("value"));
  const absl::Status prefixed = WithPrefix("where", status);
  EXPECT_EQ(prefixed.ToString(), "DATA_LOSS: where: what [key='value']");
}

}  // namespace
}  // namespace txtsentry::base
