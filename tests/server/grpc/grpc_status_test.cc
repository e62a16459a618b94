#include "server/grpc/grpc_status.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"

namespace txtsentry::server {
namespace {

TEST(GrpcStatusTest, KeepsCodeAndMessage) {
  const grpc::Status status = ToGrpcStatus(absl::InvalidArgumentError("records=0"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), "records=0");
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
}

TEST(GrpcStatusTest, CutsALongMessage) {
  EXPECT_EQ(ToGrpcStatus(absl::InternalError(std::string(5000, 'x'))).error_message().size(),
            1024u);
}

TEST(GrpcStatusTest, DoesNotCutWithinACharacter) {
  std::string message(1023, 'x');
  message += "\xC3\xA9 and more";
  EXPECT_EQ(ToRpcStatus(absl::InternalError(message)).message(), std::string(1023, 'x'));
}

TEST(GrpcStatusTest, ToTextStartsWithTheCode) {
  EXPECT_EQ(ToText(absl::NotFoundError("no model")), "NOT_FOUND: no model");
}

TEST(GrpcStatusTest, ResourceExhaustedHasARetryDelay) {
  const grpc::Status status = ToGrpcStatus(absl::ResourceExhaustedError("full"));
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  google::rpc::RetryInfo retry;
  ASSERT_EQ(details.details_size(), 1);
  ASSERT_TRUE(details.details(0).UnpackTo(&retry));
  EXPECT_EQ(retry.retry_delay().nanos(), kRetryDelayMs * 1'000'000);
}

}  // namespace
}  // namespace txtsentry::server
