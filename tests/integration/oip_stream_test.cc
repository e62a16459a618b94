#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_format.h"
#include "inference/grpc_service.grpc.pb.h"
#include "tests/integration/oip_requests.h"
#include "tests/integration/server_fixture.h"

namespace txtsentry {
namespace {

using ::testing::HasSubstr;

class OipStreamTest : public test::ServerFixture {
 protected:
  void Start() {
    StartServer();
    stub_ = inference::GRPCInferenceService::NewStub(
        grpc::CreateChannel(Target(), grpc::InsecureChannelCredentials()));
  }

  // Sends all requests from another thread while this thread reads; returns all responses.
  std::vector<inference::ModelStreamInferResponse> Exchange(
      const std::vector<inference::ModelInferRequest>& requests) {
    grpc::ClientContext context;
    const auto stream = stub_->ModelStreamInfer(&context);
    std::thread writer([&] {
      for (const auto& request : requests) stream->Write(request);
      stream->WritesDone();
    });
    std::vector<inference::ModelStreamInferResponse> responses;
    inference::ModelStreamInferResponse response;
    while (stream->Read(&response)) responses.push_back(response);
    writer.join();
    status_ = stream->Finish();
    return responses;
  }

  std::unique_ptr<inference::GRPCInferenceService::Stub> stub_;
  grpc::Status status_;
};

TEST_F(OipStreamTest, AnswersRequestsInOrder) {
  Start();
  std::vector<inference::ModelInferRequest> requests;
  std::vector<std::string> texts;
  for (int i = 0; i < 500; ++i) {
    // Alternate long and short records, so that later answers are ready before earlier ones.
    texts.push_back(test::RandomText(i, i % 7 == 0 ? 3000 : 20));
    requests.push_back(test::InferRequestOf({texts.back()}, i % 2 == 0, absl::StrFormat("%d", i)));
  }
  const auto responses = Exchange(requests);
  EXPECT_TRUE(status_.ok()) << status_.error_message();
  ASSERT_EQ(responses.size(), texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(responses[i].error_message(), "");
    EXPECT_EQ(responses[i].infer_response().id(), absl::StrFormat("%d", i));
    EXPECT_EQ(test::ProbabilitiesOf(responses[i].infer_response()),
              std::vector<float>{ExpectedProbability(texts[i])});
  }
}

TEST_F(OipStreamTest, ARequestErrorDoesNotEndTheStream) {
  Start();
  inference::ModelInferRequest unknown = test::InferRequestOf({"a"}, true, "unknown");
  unknown.set_model_name("other");
  const auto responses =
      Exchange({test::InferRequestOf({"a"}, true, "good"), test::InferRequestOf({}, true, "bad"),
                unknown, test::InferRequestOf({"b"}, true, "good again")});
  EXPECT_TRUE(status_.ok()) << status_.error_message();
  ASSERT_EQ(responses.size(), 4u);
  EXPECT_EQ(responses[0].error_message(), "");
  EXPECT_EQ(responses[1].infer_response().id(), "bad");
  EXPECT_THAT(responses[1].error_message(), HasSubstr("INVALID_ARGUMENT: input TEXT: records=0"));
  EXPECT_EQ(responses[1].infer_response().outputs_size(), 0);
  EXPECT_EQ(responses[2].infer_response().id(), "unknown");
  EXPECT_THAT(responses[2].error_message(), HasSubstr("NOT_FOUND"));
  EXPECT_EQ(responses[3].infer_response().id(), "good again");
  EXPECT_EQ(responses[3].error_message(), "");
}

TEST_F(OipStreamTest, MarksTheFinalResponseOnRequest) {
  Start();
  inference::ModelInferRequest request = test::InferRequestOf({"a"});
  (*request.mutable_parameters())["triton_enable_empty_final_response"].set_bool_param(true);
  const auto responses = Exchange({request});
  ASSERT_EQ(responses.size(), 1u);
  EXPECT_TRUE(responses[0].infer_response().parameters().at("triton_final_response").bool_param());
}

TEST_F(OipStreamTest, TheServerSurvivesAStreamCancelledHalfway) {
  Start();
  for (int i = 0; i < 50; ++i) {
    grpc::ClientContext context;
    const auto stream = stub_->ModelStreamInfer(&context);
    for (int r = 0; r < i % 5; ++r) {
      stream->Write(test::InferRequestOf({test::RandomText(r, 2000)}));
    }
    context.TryCancel();
    stream->Finish();
  }
  EXPECT_EQ(Exchange({test::InferRequestOf({"a"})}).size(), 1u);
}

TEST_F(OipStreamTest, DrainEndsAnIdleStreamWithUnavailable) {
  Start();
  grpc::ClientContext context;
  const auto stream = stub_->ModelStreamInfer(&context);
  ASSERT_TRUE(stream->Write(test::InferRequestOf({"a"}, true, "1")));
  inference::ModelStreamInferResponse response;
  ASSERT_TRUE(stream->Read(&response));
  server->Drain(10'000);
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace txtsentry
