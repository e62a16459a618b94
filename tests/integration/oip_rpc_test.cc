#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "absl/strings/str_format.h"
#include "core/base/version.h"
#include "inference/grpc_service.grpc.pb.h"
#include "tests/integration/oip_requests.h"
#include "tests/integration/server_fixture.h"
#include "tests/support/random.h"

namespace txtsentry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class OipRpcTest : public test::ServerFixture {
 protected:
  void Start() {
    StartServer();
    stub_ = inference::GRPCInferenceService::NewStub(
        grpc::CreateChannel(Target(), grpc::InsecureChannelCredentials()));
  }

  // Calls a unary method of the stub and stores its status in `status_`.
  template <typename Request, typename Response>
  Response Call(grpc::Status (inference::GRPCInferenceService::Stub::*method)(grpc::ClientContext*,
                                                                              const Request&,
                                                                              Response*),
                const Request& request) {
    grpc::ClientContext context;
    Response response;
    status_ = (stub_.get()->*method)(&context, request, &response);
    return response;
  }
  inference::ModelInferResponse Infer(const inference::ModelInferRequest& request) {
    return Call(&inference::GRPCInferenceService::Stub::ModelInfer, request);
  }
  inference::ModelStatistics Statistics() {
    inference::ModelStatisticsRequest request;
    request.set_name(model.info.name);
    return Call(&inference::GRPCInferenceService::Stub::ModelStatistics, request).model_stats(0);
  }

  std::unique_ptr<inference::GRPCInferenceService::Stub> stub_;
  grpc::Status status_;
};

using Stub = inference::GRPCInferenceService::Stub;

TEST_F(OipRpcTest, BothEncodingsMatchClassifyExactly) {
  Start();
  const auto client = MakeClient();
  for (int call = 0; call < 100; ++call) {
    test::Random random(call);
    std::vector<std::string> texts(random.Between(1, 20));
    v1::ClassifyRequest classify;
    for (std::string& text : texts) {
      text = test::RandomText(random.Next(), random.Between(0, 60));
      classify.add_records()->set_raw(text);
    }
    const auto expected = client->Classify(classify);
    ASSERT_TRUE(expected.ok()) << expected.status();
    const auto raw = Infer(test::InferRequestOf(texts, true));
    ASSERT_TRUE(status_.ok()) << status_.error_message();
    const auto typed = Infer(test::InferRequestOf(texts, false));
    ASSERT_TRUE(status_.ok()) << status_.error_message();
    EXPECT_EQ(test::ProbabilitiesOf(raw), test::ProbabilitiesOf(typed));
    const auto probabilities = test::ProbabilitiesOf(typed);
    ASSERT_EQ(probabilities.size(), texts.size());
    for (int i = 0; i < expected->results_size(); ++i) {
      const v1::Result& result = expected->results(i);
      EXPECT_EQ(probabilities[i], result.probability());
      EXPECT_EQ(typed.outputs(1).contents().int_contents(i),
                static_cast<int>(result.label() == v1::LABEL_SUSPICIOUS));
      EXPECT_EQ(typed.outputs(2).contents().int_contents(i),
                static_cast<int>(result.token_count()));
      EXPECT_EQ(typed.outputs(3).contents().bytes_contents(i), "");
    }
  }
}

TEST_F(OipRpcTest, ABadRecordFailsAloneAndAnEmptyOneIsValid) {
  Start();
  const auto response =
      Infer(test::InferRequestOf({"good", std::string(65'536, 'x'), ""}, false, "7"));
  ASSERT_TRUE(status_.ok()) << status_.error_message();
  EXPECT_EQ(response.id(), "7");
  EXPECT_EQ(response.model_name(), model.info.name);
  EXPECT_EQ(response.model_version(), model.info.version);
  EXPECT_THAT(test::ProbabilitiesOf(response),
              ElementsAre(ExpectedProbability("good"), ::testing::IsNan(), 0.0F));
  EXPECT_EQ(response.outputs(1).contents().int_contents(1), -1);
  EXPECT_EQ(response.outputs(1).contents().int_contents(2), 0);
  EXPECT_THAT(response.outputs(3).contents().bytes_contents(),
              ElementsAre("", HasSubstr("INVALID_ARGUMENT: record bytes=65536"), ""));
}

TEST_F(OipRpcTest, UsesTheOwnerName) {
  options.policy = "triage";
  Start();
  const std::string token = "sf2rcDkdfrUnW5gcF-Ha6ili8N1PGd_2RjtBRlTOrsI";
  v1::ClassifyRequest classify;
  for (const char* owner : {"_acme-challenge.example.com", "example.com"}) {
    auto& record = *classify.add_records();
    record.set_text(token);
    record.set_owner_name(owner);
  }
  const auto expected = MakeClient()->Classify(classify);
  ASSERT_TRUE(expected.ok()) << expected.status();
  for (const bool raw : {true, false}) {
    inference::ModelInferRequest request = test::InferRequestOf({token, token}, raw);
    test::AddInput("OWNER_NAME", {"_acme-challenge.example.com", "example.com"}, raw, request);
    request.add_outputs()->set_name("LABEL");
    const auto response = Infer(request);
    ASSERT_TRUE(status_.ok()) << status_.error_message();
    ASSERT_EQ(response.outputs_size(), 1);
    for (int i = 0; i < 2; ++i) {
      const int label =
          raw ? base::LoadLittleEndian<int32_t>(response.raw_output_contents(0), 4 * i)
              : response.outputs(0).contents().int_contents(i);
      EXPECT_EQ(label, static_cast<int>(expected->results(i).label() == v1::LABEL_SUSPICIOUS));
    }
  }
}

TEST_F(OipRpcTest, ErrorsNameTheProblemAndTheLimit) {
  options.records_max = 2;
  Start();
  Infer(test::InferRequestOf({"a", "b", "c"}));
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status_.error_message(), HasSubstr("records=3 is not in 1..2"));
  inference::ModelInferRequest request = test::InferRequestOf({"a"});
  request.set_model_name("other");
  Infer(request);
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status_.error_message(), HasSubstr("other"));
  request.set_model_name(model.info.name);
  request.set_model_version("99");
  Infer(request);
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::NOT_FOUND);
  request.set_model_version(model.info.version);
  Infer(request);
  EXPECT_TRUE(status_.ok()) << status_.error_message();
}

TEST_F(OipRpcTest, TheTimeoutParameterShortensTheDeadline) {
  options.workers = 1;
  Start();
  inference::ModelInferRequest request =
      test::InferRequestOf(std::vector<std::string>(60, std::string(60'000, 'x')));
  (*request.mutable_parameters())["timeout"].set_int64_param(1);
  Infer(request);
  // Refused on arrival, or given up while it waits.
  EXPECT_THAT(status_.error_code(), ::testing::AnyOf(grpc::StatusCode::DEADLINE_EXCEEDED,
                                                     grpc::StatusCode::RESOURCE_EXHAUSTED));
  (*request.mutable_parameters())["timeout"].set_uint64_param(UINT64_MAX);
  request.clear_raw_input_contents();
  request.clear_inputs();
  test::AddInput("TEXT", {"a"}, true, request);
  Infer(request);
  EXPECT_TRUE(status_.ok()) << status_.error_message();
}

TEST_F(OipRpcTest, ReportsLivenessAndReadyModels) {
  Start();
  EXPECT_TRUE(Call(&Stub::ServerLive, inference::ServerLiveRequest()).live());
  EXPECT_TRUE(Call(&Stub::ServerReady, inference::ServerReadyRequest()).ready());
  inference::ModelReadyRequest ready;
  ready.set_name(model.info.name);
  EXPECT_TRUE(Call(&Stub::ModelReady, ready).ready());
  ready.set_version("99");
  EXPECT_FALSE(Call(&Stub::ModelReady, ready).ready());
  ready.set_name("other");
  EXPECT_FALSE(Call(&Stub::ModelReady, ready).ready());
  EXPECT_TRUE(status_.ok());
  server->BeginLameDuck();
  EXPECT_FALSE(Call(&Stub::ServerReady, inference::ServerReadyRequest()).ready());
  EXPECT_TRUE(Call(&Stub::ServerLive, inference::ServerLiveRequest()).live());
}

TEST_F(OipRpcTest, DescribesTheServerAndTheModel) {
  Start();
  const auto metadata = Call(&Stub::ServerMetadata, inference::ServerMetadataRequest());
  EXPECT_EQ(metadata.name(), "txtsentry");
  EXPECT_EQ(metadata.version(), base::kVersion);
  EXPECT_THAT(metadata.extensions(), UnorderedElementsAre("model_configuration", "model_repository",
                                                          "schedule_policy", "statistics"));
  inference::ModelMetadataRequest request;
  request.set_name(model.info.name);
  const auto described = Call(&Stub::ModelMetadata, request);
  EXPECT_THAT(described.versions(), ElementsAre(model.info.version));
  EXPECT_EQ(described.inputs(0).name(), "TEXT");
  EXPECT_THAT(described.inputs(0).shape(), ElementsAre(-1));
  EXPECT_EQ(described.outputs_size(), 4);
  EXPECT_EQ(described.properties().at("engine"), "reference");
  EXPECT_EQ(described.properties().at("records_max"), "10000");
  EXPECT_THAT(described.properties().at("model"), HasSubstr(model.info.name));
  request.set_name("other");
  Call(&Stub::ModelMetadata, request);
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(OipRpcTest, ReturnsATritonModelConfig) {
  Start();
  inference::ModelConfigRequest request;
  request.set_name(model.info.name);
  const auto config = Call(&Stub::ModelConfig, request).config();
  EXPECT_EQ(config.name(), model.info.name);
  EXPECT_EQ(config.max_batch_size(), 0);
  EXPECT_EQ(config.input(0).data_type(), inference::TYPE_STRING);
  EXPECT_FALSE(config.input(0).optional());
  EXPECT_TRUE(config.input(1).optional());
  EXPECT_THAT(config.output(0).dims(), ElementsAre(-1));
  EXPECT_EQ(config.instance_group(0).count(), 2);
  EXPECT_EQ(config.dynamic_batching().priority_levels(), 2u);
  EXPECT_FALSE(config.model_transaction_policy().decoupled());
  request.set_version("99");
  Call(&Stub::ModelConfig, request);
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(OipRpcTest, CountsRequestsRecordsAndTimes) {
  Start();
  EXPECT_EQ(Statistics().inference_count(), 0u);
  Infer(test::InferRequestOf({"a", "b", "c"}));
  Infer(test::InferRequestOf({"d"}));
  Infer(test::InferRequestOf({}));
  EXPECT_FALSE(status_.ok());
  const inference::ModelStatistics stats = Statistics();
  EXPECT_EQ(stats.name(), model.info.name);
  EXPECT_EQ(stats.version(), model.info.version);
  EXPECT_EQ(stats.inference_count(), 4u);
  EXPECT_EQ(stats.execution_count(), 2u);
  const inference::InferStatistics& times = stats.inference_stats();
  EXPECT_EQ(times.success().count(), 2u);
  EXPECT_EQ(times.fail().count(), 1u);
  EXPECT_GT(times.success().ns(), 0u);
  EXPECT_EQ(times.success().ns(), times.compute_input().ns() + times.queue().ns() +
                                      times.compute_infer().ns() + times.compute_output().ns());
  EXPECT_GT(stats.last_inference(), 1'600'000'000'000u);
  EXPECT_EQ(Call(&Stub::ModelStatistics, inference::ModelStatisticsRequest()).model_stats_size(),
            1);
}

TEST_F(OipRpcTest, WithoutModelControlTheIndexListsLiveModelsAndLoadingIsOff) {
  options.endpoints.auth.anonymous_admin = true;
  Start();
  const auto index = Call(&Stub::RepositoryIndex, inference::RepositoryIndexRequest());
  ASSERT_EQ(index.models_size(), 1);
  EXPECT_EQ(index.models(0).name(), model.info.name);
  EXPECT_EQ(index.models(0).state(), "READY");
  inference::RepositoryModelLoadRequest load;
  load.set_model_name(model.info.name);
  Call(&Stub::RepositoryModelLoad, load);
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(status_.error_message(), "explicit model control is off");
  Call(&Stub::RepositoryModelUnload, inference::RepositoryModelUnloadRequest());
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace txtsentry
