#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_format.h"
#include "core/base/clock.h"
#include "inference/grpc_service.grpc.pb.h"
#include "server/oip/inference_service.h"

namespace txtsentry {
namespace {

using ::testing::_;
using ::testing::InvokeArgument;
using ::testing::Return;

class MockControl : public server::ModelControl {
 public:
  using Done = std::function<void(absl::Status)>;
  MOCK_METHOD(void, LoadAsync, (std::string name, Done done), (override));
  MOCK_METHOD(void, UnloadAsync, (std::string name, Done done), (override));
  MOCK_METHOD(std::vector<server::ModelStatus>, Index, (), (const, override));
};

// The service in its own server, with model control by the test.
class OipRepositoryTest : public ::testing::Test {
 protected:
  OipRepositoryTest() : service_(models_, clock_, calls_, &control_, {}) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    stub_ = inference::GRPCInferenceService::NewStub(grpc::CreateChannel(
        absl::StrFormat("127.0.0.1:%d", port), grpc::InsecureChannelCredentials()));
  }
  ~OipRepositoryTest() override {
    server_->Shutdown();
    server_->Wait();
  }

  grpc::Status Load(const inference::RepositoryModelLoadRequest& request) {
    grpc::ClientContext context;
    inference::RepositoryModelLoadResponse response;
    return stub_->RepositoryModelLoad(&context, request, &response);
  }
  grpc::Status Unload(const inference::RepositoryModelUnloadRequest& request) {
    grpc::ClientContext context;
    inference::RepositoryModelUnloadResponse response;
    return stub_->RepositoryModelUnload(&context, request, &response);
  }
  inference::RepositoryIndexResponse Index(const inference::RepositoryIndexRequest& request) {
    grpc::ClientContext context;
    inference::RepositoryIndexResponse response;
    status_ = stub_->RepositoryIndex(&context, request, &response);
    return response;
  }

  server::ModelHost models_;
  base::SteadyClock clock_;
  ::testing::StrictMock<MockControl> control_;
  const server::CallServices calls_;
  server::oip::InferenceService service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<inference::GRPCInferenceService::Stub> stub_;
  grpc::Status status_;
};

TEST_F(OipRepositoryTest, LoadsAndUnloadsByName) {
  EXPECT_CALL(control_, LoadAsync("a", _)).WillOnce(InvokeArgument<1>(absl::OkStatus()));
  inference::RepositoryModelLoadRequest load;
  load.set_model_name("a");
  EXPECT_TRUE(Load(load).ok());
  // The answer may come later from another thread.
  std::thread worker;
  EXPECT_CALL(control_, UnloadAsync("a", _))
      .WillOnce([&](const std::string&, MockControl::Done done) {
        worker = std::thread([done = std::move(done)] { done(absl::OkStatus()); });
      });
  inference::RepositoryModelUnloadRequest unload;
  unload.set_model_name("a");
  // Triton's clients always send this parameter.
  (*unload.mutable_parameters())["unload_dependents"].set_bool_param(false);
  EXPECT_TRUE(Unload(unload).ok());
  worker.join();
}

TEST_F(OipRepositoryTest, ReturnsTheErrorsOfModelControl) {
  EXPECT_CALL(control_, LoadAsync).WillOnce(InvokeArgument<1>(absl::DataLossError("sha256")));
  inference::RepositoryModelLoadRequest load;
  load.set_model_name("a");
  const grpc::Status status = Load(load);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(status.error_message(), "sha256");
  EXPECT_CALL(control_, UnloadAsync).WillOnce(InvokeArgument<1>(absl::NotFoundError("b")));
  EXPECT_EQ(Unload({}).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(OipRepositoryTest, OtherRepositoriesAndUploadedModelsAreUnimplemented) {
  inference::RepositoryModelLoadRequest load;
  load.set_repository_name("elsewhere");
  EXPECT_EQ(Load(load).error_code(), grpc::StatusCode::UNIMPLEMENTED);
  load.clear_repository_name();
  (*load.mutable_parameters())["config"].set_string_param("{}");
  EXPECT_EQ(Load(load).error_code(), grpc::StatusCode::UNIMPLEMENTED);
  inference::RepositoryModelUnloadRequest unload;
  unload.set_repository_name("elsewhere");
  EXPECT_EQ(Unload(unload).error_code(), grpc::StatusCode::UNIMPLEMENTED);
  inference::RepositoryIndexRequest index;
  index.set_repository_name("elsewhere");
  Index(index);
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST_F(OipRepositoryTest, IndexListsAllModelsOrOnlyReadyOnes) {
  const std::vector<server::ModelStatus> all = {{"a", "1", "UNAVAILABLE", "sha256"},
                                                {"a", "2", "READY", ""}};
  EXPECT_CALL(control_, Index()).Times(2).WillRepeatedly(Return(all));
  inference::RepositoryIndexRequest request;
  const auto every = Index(request);
  ASSERT_EQ(every.models_size(), 2);
  EXPECT_EQ(every.models(0).state(), "UNAVAILABLE");
  EXPECT_EQ(every.models(0).reason(), "sha256");
  request.set_ready(true);
  const auto ready = Index(request);
  ASSERT_EQ(ready.models_size(), 1);
  EXPECT_EQ(ready.models(0).version(), "2");
}

TEST_F(OipRepositoryTest, TheServerIsNotReadyWithoutAModel) {
  grpc::ClientContext context;
  inference::ServerReadyResponse ready;
  EXPECT_TRUE(stub_->ServerReady(&context, {}, &ready).ok());
  EXPECT_FALSE(ready.ready());
  grpc::ClientContext infer_context;
  inference::ModelInferResponse response;
  EXPECT_EQ(stub_->ModelInfer(&infer_context, {}, &response).error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace txtsentry
