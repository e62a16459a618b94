#include "server/grpc/arena_messages.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::server {
namespace {

using Messages = ArenaMessages<v1::ClassifyRequest, v1::ClassifyResponse>;

TEST(ArenaMessagesTest, TheResponseOutlivesTheRequest) {
  Messages messages;
  auto* const holder = messages.AllocateMessages();
  const std::string text(4096, 'x');
  for (int i = 0; i < 100; ++i) holder->request()->add_records()->set_text(text);
  holder->response()->set_id("call");
  const std::string taken = std::move(*holder->request()->mutable_records(99)->mutable_text());
  holder->FreeRequest();
  EXPECT_EQ(holder->request(), nullptr);
  EXPECT_EQ(taken, text);
  holder->response()->add_results()->set_id(text);
  EXPECT_EQ(holder->response()->id(), "call");
  EXPECT_EQ(holder->response()->results(0).id(), text);
  holder->Release();
}

TEST(ArenaMessagesTest, EachCallHasItsOwnMessages) {
  Messages messages;
  auto* const one = messages.AllocateMessages();
  auto* const other = messages.AllocateMessages();
  one->request()->set_id("one");
  one->Release();
  EXPECT_TRUE(other->request()->id().empty());
  other->request()->set_id("other");
  EXPECT_EQ(other->request()->id(), "other");
  other->Release();
}

}  // namespace
}  // namespace txtsentry::server
