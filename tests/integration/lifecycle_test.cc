#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_format.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/integration/server_fixture.h"

namespace txtsentry {
namespace {

using ::grpc::health::v1::Health;
using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;
using ::testing::HasSubstr;

class LifecycleTest : public test::ServerFixture {
 protected:
  std::unique_ptr<Health::Stub> MakeHealth() const {
    return Health::NewStub(grpc::CreateChannel(Target(), grpc::InsecureChannelCredentials()));
  }
  static HealthCheckResponse::ServingStatus Check(Health::Stub& health,
                                                  const std::string& service) {
    grpc::ClientContext context;
    HealthCheckRequest request;
    request.set_service(service);
    HealthCheckResponse response;
    EXPECT_TRUE(health.Check(&context, request, &response).ok());
    return response.status();
  }
};

TEST_F(LifecycleTest, HealthIsNotServingInLameDuckWhileCallsAreStillAnswered) {
  StartServer();
  const auto health = MakeHealth();
  EXPECT_EQ(Check(*health, ""), HealthCheckResponse::SERVING);
  EXPECT_EQ(Check(*health, server::kServiceName), HealthCheckResponse::SERVING);
  EXPECT_EQ(Check(*health, server::oip::kServiceName), HealthCheckResponse::SERVING);
  server->BeginLameDuck();
  EXPECT_EQ(Check(*health, ""), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(Check(*health, server::kServiceName), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(Check(*health, server::oip::kServiceName), HealthCheckResponse::NOT_SERVING);
  // By a client that ignores health, like ours.
  const auto stub =
      v1::TxtClassifier::NewStub(grpc::CreateChannel(Target(), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  v1::ClassifyRequest request;
  v1::ClassifyResponse response;
  request.add_records()->set_text("still served");
  EXPECT_TRUE(stub->Classify(&context, request, &response).ok());
}

TEST_F(LifecycleTest, HealthWatchReportsTheDrain) {
  StartServer();
  const auto health = MakeHealth();
  grpc::ClientContext context;
  HealthCheckRequest request;
  request.set_service(server::kServiceName);
  const auto watch = health->Watch(&context, request);
  HealthCheckResponse response;
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  server->BeginLameDuck();
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  context.TryCancel();
  watch->Finish();
}

TEST_F(LifecycleTest, ATakenAddressGivesAClearError) {
  StartServer();
  server::ServerOptions second = options;
  second.listen = {Target()};
  const auto started = server::Server::Start(second);
  EXPECT_EQ(started.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(started.status().message()), HasSubstr("--listen " + Target()));
}

TEST_F(LifecycleTest, OneTakenAddressOfSeveralFailsTheStart) {
  StartServer();
  server::ServerOptions second = options;
  second.listen = {"127.0.0.1:0", Target()};
  const auto started = server::Server::Start(second);
  EXPECT_THAT(std::string(started.status().message()), HasSubstr("--listen " + Target()));
}

TEST_F(LifecycleTest, AMissingModelGivesAClearError) {
  options.model = folder + "/nothing";
  const auto started = server::Server::Start(options);
  EXPECT_EQ(started.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(started.status().message()), HasSubstr("/nothing"));
}

TEST_F(LifecycleTest, DrainAnswersEveryAcceptedCall) {
  options.workers = 1;
  StartServer();
  const auto client = MakeClient();
  std::atomic<int> ok = 0;
  std::atomic<int> refused = 0;
  std::atomic<int> lost = 0;
  std::atomic<int> sent = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0;; ++i) {
        v1::ClassifyRequest request;
        request.add_records()->set_raw(test::RandomText(t * 100 + i, 4000));
        ++sent;
        const auto response = client->Classify(request);
        if (response.ok()) {
          ++ok;
          continue;
        }
        // A call that the listener had not accepted yet fails with UNAVAILABLE, or with CANCELLED
        // before gRPC 1.53.
        const bool not_taken =
            absl::IsUnavailable(response.status()) || absl::IsCancelled(response.status());
        ++(not_taken ? refused : lost);
        return;
      }
    });
  }
  while (sent < 40) std::this_thread::yield();
  server->Drain(20'000);
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(lost, 0);
  EXPECT_EQ(refused, 8);
  EXPECT_GE(ok, 30);
}

TEST_F(LifecycleTest, TheClientRetriesUntilARestartedServerIsBack) {
  StartServer();
  const auto client = MakeClient();
  v1::ClassifyRequest request;
  request.add_records()->set_text("a");
  ASSERT_TRUE(client->Classify(request).ok());
  options.listen = {Target()};
  server.reset();
  std::thread restart([&] { StartServer(); });
  const auto response = client->Classify(request);
  restart.join();
  EXPECT_TRUE(response.ok()) << response.status();
}

TEST_F(LifecycleTest, AnUnreachableServerIsUnavailable) {
  StartServer();
  const std::string target = Target();
  server.reset();
  client::ClientOptions client_options;
  client_options.target = target;
  client_options.retry.attempts_max = 2;
  client_options.retry.backoff_ms_first = 1;
  const auto client = client::Client::Create(client_options).value();
  v1::ClassifyRequest request;
  request.add_records()->set_text("a");
  EXPECT_EQ(client->Classify(request).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace txtsentry
