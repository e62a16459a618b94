#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

#include "tests/integration/server_fixture.h"

namespace txtsentry {
namespace {

using ::testing::HasSubstr;

class ExplainRpcTest : public test::ServerFixture {
 protected:
  static v1::ExplainRequest RequestOf(const std::string& text) {
    v1::ExplainRequest request;
    request.mutable_record()->set_raw(text);
    request.mutable_record()->set_id("the id");
    return request;
  }

  std::unique_ptr<v1::TxtClassifier::Stub> MakeStub() const {
    return v1::TxtClassifier::NewStub(
        grpc::CreateChannel(Target(), grpc::InsecureChannelCredentials()));
  }
};

TEST_F(ExplainRpcTest, AddsUpAndMatchesClassify) {
  StartServer();
  const auto client = MakeClient();
  for (int i = 0; i < 20; ++i) {
    const std::string text = "k=" + test::RandomText(i, 1 + 10 * i);
    v1::ClassifyRequest classify;
    *classify.add_records() = RequestOf(text).record();
    const auto expected = client->Classify(classify);
    const auto found = client->Explain(RequestOf(text));
    ASSERT_TRUE(expected.ok()) << expected.status();
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(found->result().SerializeAsString(), expected->results(0).SerializeAsString());
    EXPECT_EQ(found->result().id(), "the id");
    EXPECT_EQ(found->model(), expected->model());
    EXPECT_EQ(found->text(), text);
    double sum = found->residual();
    uint32_t end = 0;
    for (const v1::Contribution& contribution : found->contributions()) {
      EXPECT_GE(contribution.offset_bytes(), end);
      end = contribution.offset_bytes() + contribution.length_bytes();
      sum += contribution.logit();
    }
    EXPECT_LE(end, text.size());
    EXPECT_NEAR(sum, found->logit() - found->baseline_logit(), 1e-4);
    EXPECT_LE(std::abs(found->residual()),
              std::max(1.001e-3, 0.0101 * std::abs(found->logit() - found->baseline_logit())));
    EXPECT_NEAR(1 / (1 + std::exp(-found->logit())), found->result().probability(), 1e-5);
  }
}

TEST_F(ExplainRpcTest, JoinsCharacterStringsAndReportsPositionsInTheJoinedText) {
  StartServer();
  v1::ExplainRequest request;
  request.mutable_record()->mutable_strings()->add_strings("ab");
  request.mutable_record()->mutable_strings()->add_strings("c");
  const auto found = MakeClient()->Explain(request);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->text(), "ab c");
  ASSERT_EQ(found->contributions_size(), 3);
  EXPECT_EQ(found->contributions(2).offset_bytes(), 3u);
}

TEST_F(ExplainRpcTest, RefusesInvalidRecordsWithAReason) {
  options.explain_bytes_max = 100;
  StartServer();
  const auto client = MakeClient();
  const auto error_of = [&](const v1::ExplainRequest& request) {
    const absl::Status status = client->Explain(request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_EQ(error_of({}), "the record has no text, raw or strings");
  EXPECT_THAT(error_of(RequestOf("")), HasSubstr("tokens=0"));
  EXPECT_THAT(error_of(RequestOf(" \"' ")), HasSubstr("tokens=0"));
  EXPECT_EQ(error_of(RequestOf(std::string(101, 'a'))),
            "record bytes=101 exceed explain_bytes_max=100");
  EXPECT_EQ(client->GetModel()->explain_bytes_max(), 100u);
}

TEST_F(ExplainRpcTest, RefusesWithRetryInfoWhileTheQueueIsFullAndRecovers) {
  options.explain_calls_max = 1;
  StartServer();
  const auto stub = MakeStub();
  const v1::ExplainRequest slow = RequestOf(test::RandomText(3, 4000));
  std::atomic<int> refused = 0;
  std::atomic<int> answered = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      grpc::ClientContext context;
      v1::ExplainResponse response;
      const grpc::Status status = stub->Explain(&context, slow, &response);
      if (status.ok()) ++answered;
      if (status.error_code() != grpc::StatusCode::RESOURCE_EXHAUSTED) return;
      ++refused;
      google::rpc::Status rpc;
      google::rpc::RetryInfo retry;
      EXPECT_TRUE(rpc.ParseFromString(status.error_details()));
      ASSERT_EQ(rpc.details_size(), 1);
      EXPECT_TRUE(rpc.details(0).UnpackTo(&retry));
      EXPECT_THAT(status.error_message(), HasSubstr("explain_calls_max=1"));
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(refused + answered, 8);
  EXPECT_GE(refused, 1);
  EXPECT_GE(answered, 1);
  EXPECT_TRUE(MakeClient()->Explain(RequestOf("a")).ok());
}

TEST_F(ExplainRpcTest, CancelledAndExpiredCallsLeaveTheQueue) {
  options.explain_calls_max = 4;
  StartServer();
  const auto stub = MakeStub();
  const v1::ExplainRequest slow = RequestOf(test::RandomText(4, 4000));
  for (int i = 0; i < 30; ++i) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(20));
    v1::ExplainResponse response;
    const auto code = stub->Explain(&context, slow, &response).error_code();
    EXPECT_TRUE(code == grpc::StatusCode::DEADLINE_EXCEEDED || code == grpc::StatusCode::OK);
  }
  EXPECT_TRUE(MakeClient()->Explain(RequestOf("after")).ok());
}

TEST_F(ExplainRpcTest, DrainAnswersAcceptedCalls) {
  StartServer();
  const auto stub = MakeStub();
  std::atomic<int> ok = 0;
  std::atomic<int> not_taken = 0;
  std::atomic<int> lost = 0;
  std::atomic<int> sent = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0;; ++i) {
        grpc::ClientContext context;
        v1::ExplainResponse response;
        ++sent;
        const auto status =
            stub->Explain(&context, RequestOf(test::RandomText(t * 50 + i, 300)), &response);
        if (status.ok()) {
          ++ok;
          continue;
        }
        // As in LifecycleTest: the listener had not accepted these calls yet.
        const bool refused = status.error_code() == grpc::StatusCode::UNAVAILABLE ||
                             status.error_code() == grpc::StatusCode::CANCELLED;
        ++(refused ? not_taken : lost);
        return;
      }
    });
  }
  while (sent < 12) std::this_thread::yield();
  server->Drain(20'000);
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(lost, 0);
  EXPECT_EQ(not_taken, 4);
  EXPECT_GE(ok, 8);
}

TEST_F(ExplainRpcTest, ADrainWithoutTimeCancelsTheRunningCall) {
  StartServer();
  const auto stub = MakeStub();
  std::thread caller([&] {
    grpc::ClientContext context;
    v1::ExplainResponse response;
    stub->Explain(&context, RequestOf(test::RandomText(5, 4000)), &response);
  });
  server->Drain(0);
  caller.join();
}

// No bound on time, which a loaded machine would break. Four callers send Explain without pause;
// each Classify call must be answered correctly long before the explanations are done.
TEST_F(ExplainRpcTest, ServesClassifyDuringManyExplanations) {
  StartServer();
  const auto client = MakeClient();
  std::atomic<bool> done = false;
  std::atomic<int> explained = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; !done; ++i) {
        if (client->Explain(RequestOf(test::RandomText(t * 100 + i, 500))).ok()) ++explained;
      }
    });
  }
  int classified = 0;
  while (explained < 4) {
    const std::string text = test::RandomText(classified, 50);
    v1::ClassifyRequest request;
    request.add_records()->set_raw(text);
    const auto response = client->Classify(request);
    ASSERT_TRUE(response.ok()) << response.status();
    ASSERT_EQ(response->results(0).probability(), ExpectedProbability(text));
    ++classified;
  }
  done = true;
  for (auto& thread : threads) thread.join();
  EXPECT_GT(classified, explained);
}

}  // namespace
}  // namespace txtsentry
