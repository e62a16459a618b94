#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <thread>

#include "absl/strings/str_format.h"
#include "tests/integration/server_fixture.h"
#include "tests/support/random.h"

namespace txtsentry {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

class ClassifyRpcTest : public test::ServerFixture {};

v1::ClassifyRequest RequestOf(const std::vector<std::string>& texts) {
  v1::ClassifyRequest request;
  for (const std::string& text : texts) request.add_records()->set_raw(text);
  return request;
}

TEST_F(ClassifyRpcTest, ACachedAnswerIsTheSameAndMarkedAsCached) {
  StartServer();
  const auto client = MakeClient();
  v1::ClassifyRequest request = RequestOf(
      {"v=spf1 -all", "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4mrze8BI0VniQ==", "cmd.exe /c x"});
  request.mutable_records(0)->set_id("first");
  auto computed = client->Classify(request);
  ASSERT_TRUE(computed.ok()) << computed.status();
  request.mutable_records(0)->set_id("again");
  const auto known = client->Classify(request);
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_EQ(known->results(0).id(), "again");
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(computed->results(i).cached());
    EXPECT_TRUE(known->results(i).cached());
    computed->mutable_results(i)->set_cached(true);
  }
  computed->mutable_results(0)->set_id("again");
  EXPECT_EQ(known->DebugString(), computed->DebugString());
  // After a new record is added, all others are still cached.
  request.add_records()->set_raw("new");
  const auto more = client->Classify(request);
  ASSERT_TRUE(more.ok()) << more.status();
  EXPECT_TRUE(more->results(2).cached());
  EXPECT_FALSE(more->results(3).cached());
}

TEST_F(ClassifyRpcTest, TenThousandCallsFrom64ThreadsMatchTheReferenceInOrder) {
  StartServer();
  const auto client = MakeClient();
  constexpr int kThreads = 64;
  constexpr int kCalls = 10'000;
  std::atomic<int> next = 0;
  std::atomic<int> wrong = 0;
  std::atomic<int> records = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int call = next++; call < kCalls; call = next++) {
        test::Random random(call);
        std::vector<std::string> texts(random.Between(1, random.Between(0, 9) == 0 ? 40 : 4));
        for (std::string& text : texts) {
          text = test::RandomText(random.Next(), random.Between(0, 60));
        }
        const auto response = client->Classify(RequestOf(texts));
        if (!response.ok() || response->results_size() != static_cast<int>(texts.size())) {
          ++wrong;
          continue;
        }
        for (size_t i = 0; i < texts.size(); ++i) {
          if (response->results(i).probability() != ExpectedProbability(texts[i])) ++wrong;
        }
        records += static_cast<int>(texts.size());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(records, kCalls);
}

TEST_F(ClassifyRpcTest, ABadRecordFailsAlone) {
  StartServer();
  v1::ClassifyRequest request =
      RequestOf({"good", std::string(65'536, 'x'), "", std::string(65'535, 'y')});
  request.add_records()->set_id("no content");
  const auto response = MakeClient()->Classify(request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->results(0).probability(), ExpectedProbability("good"));
  EXPECT_EQ(response->results(1).status().code(), 3);
  EXPECT_THAT(response->results(1).status().message(), HasSubstr("65535"));
  EXPECT_THAT(response->results(1).reasons(), ::testing::ElementsAre("TOO_LONG"));
  EXPECT_THAT(response->results(2).reasons(), ::testing::ElementsAre("EMPTY"));
  EXPECT_EQ(response->results(3).token_count(), 3u * 65'535);
  EXPECT_EQ(response->results(4).status().code(), 3);
}

TEST_F(ClassifyRpcTest, LabelsByThePolicyWithReasons) {
  options.policy = "triage";
  StartServer();
  const auto client = MakeClient();
  EXPECT_EQ(client->GetModel()->policy(), "triage");
  const auto response =
      client->Classify(RequestOf({"v=spf1 -all", "v=spf1 q83vEjRWeJq83vEjRWeJ", "mshta x"}));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->results(0).label(), v1::LABEL_NOT_SUSPICIOUS);
  EXPECT_EQ(response->results(0).matcher(), "spf");
  EXPECT_EQ(response->results(1).label(), v1::LABEL_SUSPICIOUS);
  EXPECT_EQ(response->results(1).encoded_blob().encoding(), "base64");
  EXPECT_EQ(response->results(1).encoded_blob().offset_bytes(), 7u);
  EXPECT_EQ(response->results(2).label(), v1::LABEL_SUSPICIOUS);
  EXPECT_EQ(response->results(2).execution_rule(), "mshta");
}

TEST_F(ClassifyRpcTest, RefusesAnInvalidOwnerNamesFile) {
  options.owner_names = folder + "/owner_names";
  std::ofstream(options.owner_names) << "name owner value none\n";
  const auto started = server::Server::Start(options);
  EXPECT_EQ(started.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(started.status().message()), HasSubstr("line 1: BYTES_MAX \"none\""));
}

TEST_F(ClassifyRpcTest, RefusesNoRecordsAndTooMany) {
  options.records_max = 2;
  StartServer();
  const auto client = MakeClient();
  EXPECT_EQ(client->Classify(RequestOf({})).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(client->Classify(RequestOf({"a", "b", "c"})).status().message(),
            "records=3 exceeds records_max=2");
}

TEST_F(ClassifyRpcTest, RefusesAMessageOverTheLimit) {
  options.message_bytes_max = 10'000;
  StartServer();
  EXPECT_EQ(MakeClient()->Classify(RequestOf({std::string(20'000, 'x')})).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(ClassifyRpcTest, RefusesCallsWhileTheQueueIsFullAndRecovers) {
  options.records_max = 4;
  options.queue_rows_max = 4;
  options.workers = 1;
  StartServer();
  const auto client = MakeClient();
  const std::string slow(65'535, 'a');
  std::atomic<int> exhausted = 0;
  std::atomic<int> answered = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&] {
      const auto response = client->Classify(RequestOf({slow, slow}));
      if (absl::IsResourceExhausted(response.status())) ++exhausted;
      if (response.ok()) ++answered;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(exhausted + answered, 6);
  EXPECT_GE(answered, 2);
  EXPECT_TRUE(client->Classify(RequestOf({"a"})).ok());
}

TEST_F(ClassifyRpcTest, ACallPastItsDeadlineEndsAndItsWaitingRecordsAreNotComputed) {
  options.workers = 1;
  StartServer();
  const auto patient = MakeClient();
  client::ClientOptions hasty_options;
  hasty_options.target = Target();
  hasty_options.deadline_ms = 30;
  const auto hasty = client::Client::Create(hasty_options).value();
  ASSERT_TRUE(hasty->GetModel().ok() || hasty->GetModel().ok());  // Waits for the connection.
  std::promise<absl::Status> slow;
  patient->ClassifyAsync(RequestOf(std::vector<std::string>(20, std::string(65'535, 'a'))),
                         [&](const absl::StatusOr<v1::ClassifyResponse>& response) {
                           slow.set_value(response.status());
                         });
  const auto late =
      hasty->Classify(RequestOf(std::vector<std::string>(20, std::string(65'535, 'b'))));
  // If the other call arrived first, this one is refused at once: the server has known the cost of
  // a token since the warm-up.
  EXPECT_THAT(late.status().code(),
              AnyOf(absl::StatusCode::kDeadlineExceeded, absl::StatusCode::kResourceExhausted));
  EXPECT_TRUE(slow.get_future().get().ok());
  EXPECT_TRUE(patient->Classify(RequestOf({"after"})).ok());
}

TEST_F(ClassifyRpcTest, GetModelReportsModelAndLimits) {
  StartServer();
  const auto response = MakeClient()->GetModel();
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->name(), "random");
  EXPECT_EQ(response->sha256().size(), 64u);
  EXPECT_EQ(response->threshold(), 0.5);
  EXPECT_EQ(response->vocabulary_rows(), 400u);
  EXPECT_EQ(response->embedding_dim(), 16u);
  EXPECT_EQ(response->hidden_dim(), 24u);
  EXPECT_EQ(response->engine(), "reference");
  EXPECT_EQ(response->device(), "cpu");
  EXPECT_EQ(response->policy(), "notebook");
  EXPECT_EQ(response->record_bytes_max(), 65'535u);
  EXPECT_EQ(response->explain_bytes_max(), 4096u);
  for (const char* part : {"txtsentry", "engine", "grpc", "protobuf", "unicode"}) {
    EXPECT_FALSE(response->versions().at(part).empty()) << part;
  }
}

}  // namespace
}  // namespace txtsentry
