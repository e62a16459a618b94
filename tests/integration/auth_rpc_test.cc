// Bearer token authentication over gRPC.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "tests/integration/server_fixture.h"

namespace txtsentry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kToken[] = "first-token-0123456789";
constexpr char kNextToken[] = "second-token-0123456789";

class AuthTest : public test::ServerFixture {
 protected:
  AuthTest() {
    Write("tokens", std::string("# who may call\n") + kToken + " read\n");
    options.endpoints.auth.token_file = Path("tokens");
    Write("mine", kToken);
  }

  std::string Path(const std::string& name) const { return folder + "/" + name; }
  void Write(const std::string& name, const std::string& bytes) const {
    std::ofstream(Path(name)) << bytes;
  }

  std::unique_ptr<client::Client> ClientWith(const std::string& token_file) const {
    client::ClientOptions client_options;
    client_options.target = Target();
    if (!token_file.empty()) client_options.credentials.token_file = Path(token_file);
    return client::Client::Create(client_options).value();
  }
  absl::Status Call(const std::string& token_file) const {
    return ClientWith(token_file)->GetModel().status();
  }
};

TEST_F(AuthTest, ServesACallWithAKnownToken) {
  StartServer();
  EXPECT_TRUE(Call("mine").ok());
  v1::ClassifyRequest request;
  request.add_records()->set_text("v=spf1 -all");
  EXPECT_TRUE(ClientWith("mine")->Classify(request).ok());
}

TEST_F(AuthTest, RefusesMissingAndUnknownTokensWithoutRepeatingThem) {
  Write("wrong", "not-this-token-0123456789");
  StartServer();
  EXPECT_EQ(Call("").code(), absl::StatusCode::kUnauthenticated);
  const absl::Status wrong = Call("wrong");
  EXPECT_EQ(wrong.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(std::string(wrong.message()), Not(HasSubstr("not-this-token")));
}

TEST_F(AuthTest, RefusesAStreamWithoutAToken) {
  StartServer();
  const auto refused = ClientWith("");
  const auto stream = refused->OpenStream({}, [](const v1::ClassifyResponse&) { FAIL(); });
  EXPECT_EQ(stream->Finish().code(), absl::StatusCode::kUnauthenticated);
  const auto served = ClientWith("mine");
  const auto open = served->OpenStream({}, [](const v1::ClassifyResponse&) {});
  EXPECT_TRUE(open->Finish().ok());
}

TEST_F(AuthTest, LoadsANewTokenFileAndDropsTheOldToken) {
  Write("next", kNextToken);
  StartServer();
  EXPECT_EQ(Call("next").code(), absl::StatusCode::kUnauthenticated);
  Write("tokens.tmp", std::string(kToken) + "\n" + kNextToken + "\n");
  std::filesystem::rename(Path("tokens.tmp"), Path("tokens"));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!Call("next").ok()) {
    // While the file holds both tokens, both are accepted.
    ASSERT_TRUE(Call("mine").ok());
    ASSERT_LT(std::chrono::steady_clock::now(), end);
  }
  Write("tokens.tmp", std::string(kNextToken) + "\n");
  std::filesystem::rename(Path("tokens.tmp"), Path("tokens"));
  while (Call("mine").ok()) ASSERT_LT(std::chrono::steady_clock::now(), end);
  EXPECT_TRUE(Call("next").ok());
}

TEST_F(AuthTest, AMissingOrInvalidTokenFileFailsTheStart) {
  options.endpoints.auth.token_file = Path("nothing");
  EXPECT_EQ(server::Server::Start(options).status().code(), absl::StatusCode::kNotFound);
  Write("short", "short\n");
  options.endpoints.auth.token_file = Path("short");
  const auto started = server::Server::Start(options);
  EXPECT_EQ(started.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(started.status().message()), HasSubstr("short: line 1: a token of"));
}

// Makes one call by its path with one empty message, for any method.
grpc::Status CallBare(const std::shared_ptr<grpc::Channel>& channel, const std::string& path,
                      grpc::ByteBuffer request, grpc::ByteBuffer* response) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  const auto call = stub.PrepareCall(&context, path, &queue);
  const auto await = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
  };
  grpc::Status status;
  call->StartCall(nullptr);
  await();
  call->Write(request, nullptr);
  await();
  if (response != nullptr) {
    call->Read(response, nullptr);
    await();
  }
  call->WritesDone(nullptr);
  await();
  call->Finish(&status, nullptr);
  await();
  return status;
}

// The names of all services that the server lists by reflection.
std::vector<std::string> ListServices(const std::shared_ptr<grpc::Channel>& channel) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  const auto make = [&](const char* name) {
    return std::unique_ptr<google::protobuf::Message>(
        factory->GetPrototype(pool->FindMessageTypeByName(name))->New());
  };
  const auto request = make("grpc.reflection.v1alpha.ServerReflectionRequest");
  const auto response = make("grpc.reflection.v1alpha.ServerReflectionResponse");
  request->GetReflection()->SetString(
      request.get(), request->GetDescriptor()->FindFieldByName("list_services"), "*");
  grpc::ByteBuffer sent;
  grpc::ByteBuffer received;
  bool own = false;
  grpc::GenericSerialize<grpc::ProtoBufferWriter, google::protobuf::Message>(*request, &sent, &own);
  CallBare(channel, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", sent,
           &received);
  grpc::GenericDeserialize<grpc::ProtoBufferReader, google::protobuf::Message>(&received,
                                                                               response.get());
  const auto* list_field = response->GetDescriptor()->FindFieldByName("list_services_response");
  const auto& list = response->GetReflection()->GetMessage(*response, list_field);
  const auto* service_field = list.GetDescriptor()->FindFieldByName("service");
  std::vector<std::string> names;
  for (int i = 0; i < list.GetReflection()->FieldSize(list, service_field); ++i) {
    const auto& service = list.GetReflection()->GetRepeatedMessage(list, service_field, i);
    names.push_back(service.GetReflection()->GetString(
        service, service.GetDescriptor()->FindFieldByName("name")));
  }
  return names;
}

TEST_F(AuthTest, OnlyGrpcsOwnServicesAreOpenWithoutAToken) {
  StartServer();
  const auto channel = grpc::CreateChannel(Target(), grpc::InsecureChannelCredentials());
  int methods = 0;
  for (const std::string& name : ListServices(channel)) {
    if (name.rfind("grpc.", 0) == 0) continue;
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    ASSERT_NE(service, nullptr) << name;
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string path = "/" + name + "/" + service->method(i)->name();
      EXPECT_EQ(CallBare(channel, path, grpc::ByteBuffer(nullptr, 0), nullptr).error_code(),
                grpc::StatusCode::UNAUTHENTICATED)
          << path;
      ++methods;
    }
  }
  EXPECT_GE(methods, 4);
}

}  // namespace
}  // namespace txtsentry
