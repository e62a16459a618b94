#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_format.h"
#include "core/base/mutex.h"
#include "tests/integration/server_fixture.h"

namespace txtsentry {
namespace {

class StreamRpcTest : public test::ServerFixture {};

v1::ClassifyRequest Request(const std::string& id, const std::vector<std::string>& texts) {
  v1::ClassifyRequest request;
  request.set_id(id);
  for (const std::string& text : texts) request.add_records()->set_raw(text);
  return request;
}

TEST_F(StreamRpcTest, AnswersRequestsInOrder) {
  StartServer();
  const auto client = MakeClient();
  std::vector<v1::ClassifyResponse> responses;
  auto stream = client->OpenStream(
      {}, [&](v1::ClassifyResponse response) { responses.push_back(std::move(response)); });
  std::vector<std::string> texts;
  for (int i = 0; i < 500; ++i) {
    // Alternate long and short records, so that later answers are ready before earlier ones.
    texts.push_back(test::RandomText(i, i % 7 == 0 ? 3000 : 20));
    ASSERT_TRUE(stream->Send(Request(absl::StrFormat("%d", i), {texts.back()})).ok());
  }
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(stream->inflight(), 0);
  ASSERT_EQ(responses.size(), texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(responses[i].id(), absl::StrFormat("%d", i));
    EXPECT_EQ(responses[i].results(0).probability(), ExpectedProbability(texts[i]));
  }
}

TEST_F(StreamRpcTest, ARequestErrorDoesNotEndTheStream) {
  StartServer();
  const auto client = MakeClient();
  std::vector<v1::ClassifyResponse> responses;
  auto stream = client->OpenStream(
      {}, [&](v1::ClassifyResponse response) { responses.push_back(std::move(response)); });
  ASSERT_TRUE(stream->Send(Request("good", {"a"})).ok());
  ASSERT_TRUE(stream->Send(Request("bad", {})).ok());
  ASSERT_TRUE(stream->Send(Request("good again", {"b"})).ok());
  EXPECT_TRUE(stream->Finish().ok());
  ASSERT_EQ(responses.size(), 3u);
  EXPECT_FALSE(responses[0].has_error());
  EXPECT_EQ(responses[1].id(), "bad");
  EXPECT_EQ(responses[1].error().code(), 3);
  EXPECT_EQ(responses[2].results_size(), 1);
}

TEST_F(StreamRpcTest, TrySendNeverBlocksAndTheEndIsReportedOnce) {
  StartServer();
  const auto client = MakeClient();
  base::Mutex mu;
  base::CondVar answered;
  bool may_answer = false;
  int ends = 0;
  client::ClassifyStream::Options stream_options;
  stream_options.inflight_max = 1;
  stream_options.on_end = [&](const absl::Status& status) {
    EXPECT_TRUE(status.ok()) << status;
    ++ends;
  };
  auto stream = client->OpenStream(stream_options, [&](const v1::ClassifyResponse&) {
    const base::MutexLock lock(mu);
    while (!may_answer) answered.Wait(mu);
  });
  EXPECT_TRUE(stream->TrySend(Request("first", {"a"})));
  // The first request is answered only after its reader has returned.
  EXPECT_FALSE(stream->TrySend(Request("second", {"b"})));
  {
    const base::MutexLock lock(mu);
    may_answer = true;
  }
  answered.NotifyAll();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(ends, 1);
  EXPECT_FALSE(stream->TrySend(Request("third", {"c"})));
}

TEST_F(StreamRpcTest, TheServerSurvivesAStreamDroppedHalfway) {
  StartServer();
  const auto client = MakeClient();
  for (int i = 0; i < 50; ++i) {
    auto stream = client->OpenStream({4}, [](v1::ClassifyResponse) {});
    for (int r = 0; r < i % 5; ++r) {
      ASSERT_TRUE(stream->Send(Request("r", {test::RandomText(r, 2000)})).ok());
    }
  }
  v1::ClassifyRequest request = Request("after", {"a"});
  EXPECT_TRUE(client->Classify(request).ok());
}

TEST_F(StreamRpcTest, ManyConcurrentStreamsShareTheServer) {
  StartServer();
  const auto client = MakeClient();
  std::vector<std::thread> threads;
  std::atomic<int> answered = 0;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&, t] {
      auto stream = client->OpenStream({}, [&, t](const v1::ClassifyResponse& response) {
        const std::string text = test::RandomText(t * 1000 + std::stoi(response.id()), 50);
        if (response.results(0).probability() == ExpectedProbability(text)) ++answered;
      });
      for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(
            stream->Send(Request(absl::StrFormat("%d", i), {test::RandomText(t * 1000 + i, 50)}))
                .ok());
      }
      EXPECT_TRUE(stream->Finish().ok());
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answered, 1600);
}

TEST_F(StreamRpcTest, DrainEndsAnIdleStreamWithUnavailable) {
  StartServer();
  const auto client = MakeClient();
  std::vector<v1::ClassifyResponse> responses;
  auto stream = client->OpenStream(
      {1}, [&](v1::ClassifyResponse response) { responses.push_back(std::move(response)); });
  ASSERT_TRUE(stream->Send(Request("1", {"a"})).ok());
  ASSERT_TRUE(stream->Send(Request("2", {"b"})).ok());  // Blocks until the first answer.
  server->Drain(10'000);
  absl::Status status = absl::OkStatus();
  while (status.ok()) status = stream->Send(Request("3", {"c"}));
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_EQ(stream->Finish().code(), absl::StatusCode::kUnavailable);
  ASSERT_GE(responses.size(), 1u);
  EXPECT_EQ(responses[0].id(), "1");
}

}  // namespace
}  // namespace txtsentry
