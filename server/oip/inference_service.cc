#include "server/oip/inference_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "core/base/version.h"
#include "server/classifier_service.h"
#include "server/grpc_status.h"
#include "server/oip/infer_call.h"
#include "server/oip/infer_stream.h"

namespace txtsentry::server::oip {
namespace {

constexpr char kReady[] = "READY";

grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext& context,
                                 const absl::Status& status = absl::OkStatus()) {
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  reactor->Finish(ToGrpcStatus(status));
  return reactor;
}

absl::Status CheckRepositoryName(const std::string& name) {
  if (name.empty()) return absl::OkStatus();
  return absl::UnimplementedError("repository_name: there is one repository, without a name");
}

}  // namespace

InferenceService::InferenceService(const ModelHost& models, const base::Clock& clock,
                                   ModelControl* control, const InferenceServiceOptions& options)
    : models_(models), clock_(clock), control_(control), options_(options) {}

grpc::ServerUnaryReactor* InferenceService::ServerLive(
    grpc::CallbackServerContext* context, const inference::ServerLiveRequest* /*request*/,
    inference::ServerLiveResponse* response) {
  response->set_live(true);
  return Finish(*context);
}

grpc::ServerUnaryReactor* InferenceService::ServerReady(
    grpc::CallbackServerContext* context, const inference::ServerReadyRequest* /*request*/,
    inference::ServerReadyResponse* response) {
  response->set_ready(!leaving_ && models_.Default().ok());
  return Finish(*context);
}

grpc::ServerUnaryReactor* InferenceService::ModelReady(grpc::CallbackServerContext* context,
                                                       const inference::ModelReadyRequest* request,
                                                       inference::ModelReadyResponse* response) {
  response->set_ready(models_.Find(request->name(), request->version()).ok());
  return Finish(*context);
}

grpc::ServerUnaryReactor* InferenceService::ServerMetadata(
    grpc::CallbackServerContext* context, const inference::ServerMetadataRequest* /*request*/,
    inference::ServerMetadataResponse* response) {
  response->set_name("txtsentry");
  response->set_version(base::kVersion);
  for (const char* extension :
       {"model_configuration", "model_repository", "schedule_policy", "statistics"}) {
    response->add_extensions(extension);
  }
  return Finish(*context);
}

grpc::ServerUnaryReactor* InferenceService::ModelMetadata(
    grpc::CallbackServerContext* context, const inference::ModelMetadataRequest* request,
    inference::ModelMetadataResponse* response) {
  const auto served = models_.Find(request->name(), request->version());
  if (served.ok()) FillModelMetadata(**served, options_.limits, *response);
  return Finish(*context, served.status());
}

grpc::ServerUnaryReactor* InferenceService::ModelInfer(grpc::CallbackServerContext* context,
                                                       const inference::ModelInferRequest* request,
                                                       inference::ModelInferResponse* response) {
  auto* call = new InferCall;
  call->Start(infer_context(), *request, JobClassOf(*context, clock_), *response);
  return call;
}

grpc::ServerBidiReactor<inference::ModelInferRequest, inference::ModelStreamInferResponse>*
InferenceService::ModelStreamInfer(grpc::CallbackServerContext* context) {
  const auto stream = std::make_shared<InferStream>(
      infer_context(), streams_, options_.stream_requests_max, JobClassOf(*context, clock_));
  stream->Start();
  return stream.get();
}

grpc::ServerUnaryReactor* InferenceService::ModelConfig(
    grpc::CallbackServerContext* context, const inference::ModelConfigRequest* request,
    inference::ModelConfigResponse* response) {
  const auto served = models_.Find(request->name(), request->version());
  if (served.ok()) FillModelConfig(**served, options_.limits, *response->mutable_config());
  return Finish(*context, served.status());
}

grpc::ServerUnaryReactor* InferenceService::ModelStatistics(
    grpc::CallbackServerContext* context, const inference::ModelStatisticsRequest* request,
    inference::ModelStatisticsResponse* response) {
  std::vector<ServedModelPtr> models;
  if (request->name().empty()) {
    models = models_.Live();
  } else {
    auto served = models_.Find(request->name(), request->version());
    if (!served.ok()) return Finish(*context, served.status());
    models.push_back(*std::move(served));
  }
  for (const ServedModelPtr& served : models) {
    inference::ModelStatistics& out = *response->add_model_stats();
    out.set_name(served->name);
    out.set_version(served->version);
    statistics_.Of(served)->Fill(out);
  }
  return Finish(*context);
}

std::vector<ModelStatus> InferenceService::Index() const {
  if (control_ != nullptr) return control_->Index();
  std::vector<ModelStatus> index;
  for (const ServedModelPtr& served : models_.Live()) {
    index.push_back({served->name, served->version, kReady, ""});
  }
  return index;
}

grpc::ServerUnaryReactor* InferenceService::RepositoryIndex(
    grpc::CallbackServerContext* context, const inference::RepositoryIndexRequest* request,
    inference::RepositoryIndexResponse* response) {
  if (const absl::Status status = CheckRepositoryName(request->repository_name()); !status.ok()) {
    return Finish(*context, status);
  }
  for (const ModelStatus& model : Index()) {
    if (request->ready() && model.state != kReady) continue;
    auto& out = *response->add_models();
    out.set_name(model.name);
    out.set_version(model.version);
    out.set_state(model.state);
    out.set_reason(model.reason);
  }
  return Finish(*context);
}

grpc::ServerUnaryReactor* InferenceService::Control(
    grpc::CallbackServerContext& context, const std::string& repository_name,
    const std::function<void(ModelControl&, Done)>& what) {
  absl::Status status = CheckRepositoryName(repository_name);
  if (status.ok() && control_ == nullptr) {
    status = absl::UnavailableError("explicit model control is off");
  }
  if (!status.ok()) return Finish(context, status);
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  what(*control_, [reactor](const absl::Status& done) { reactor->Finish(ToGrpcStatus(done)); });
  return reactor;
}

grpc::ServerUnaryReactor* InferenceService::RepositoryModelLoad(
    grpc::CallbackServerContext* context, const inference::RepositoryModelLoadRequest* request,
    inference::RepositoryModelLoadResponse* /*response*/) {
  if (!request->parameters().empty()) {
    return Finish(*context, absl::UnimplementedError(absl::StrFormat(
                                "parameters=%d: a model is loaded as the repository has it",
                                request->parameters_size())));
  }
  return Control(*context, request->repository_name(), [request](ModelControl& control, Done done) {
    control.LoadAsync(request->model_name(), std::move(done));
  });
}

grpc::ServerUnaryReactor* InferenceService::RepositoryModelUnload(
    grpc::CallbackServerContext* context, const inference::RepositoryModelUnloadRequest* request,
    inference::RepositoryModelUnloadResponse* /*response*/) {
  return Control(*context, request->repository_name(), [request](ModelControl& control, Done done) {
    control.UnloadAsync(request->model_name(), std::move(done));
  });
}

}  // namespace txtsentry::server::oip
