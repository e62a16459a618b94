#include "server/oip/inference_service.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "core/base/version.h"
#include "server/grpc/classifier_service.h"
#include "server/oip/infer_call.h"
#include "server/oip/infer_stream.h"

namespace txtsentry::server::oip {
namespace {

constexpr char kReady[] = "READY";

constexpr MethodInfo kServerLive = {"inference.GRPCInferenceService/ServerLive"};
constexpr MethodInfo kServerReady = {"inference.GRPCInferenceService/ServerReady"};
constexpr MethodInfo kModelReady = {"inference.GRPCInferenceService/ModelReady"};
constexpr MethodInfo kServerMetadata = {"inference.GRPCInferenceService/ServerMetadata"};
constexpr MethodInfo kModelMetadata = {"inference.GRPCInferenceService/ModelMetadata"};
constexpr MethodInfo kModelInfer = {"inference.GRPCInferenceService/ModelInfer"};
constexpr MethodInfo kModelStreamInfer = {"inference.GRPCInferenceService/ModelStreamInfer"};
constexpr MethodInfo kModelConfig = {"inference.GRPCInferenceService/ModelConfig"};
constexpr MethodInfo kModelStatistics = {"inference.GRPCInferenceService/ModelStatistics"};
constexpr MethodInfo kRepositoryIndex = {"inference.GRPCInferenceService/RepositoryIndex"};
constexpr MethodInfo kRepositoryModelLoad = {"inference.GRPCInferenceService/RepositoryModelLoad",
                                             Scope::kAdmin};
constexpr MethodInfo kRepositoryModelUnload = {
    "inference.GRPCInferenceService/RepositoryModelUnload", Scope::kAdmin};

absl::Status CheckRepositoryName(const std::string& name) {
  if (name.empty()) return absl::OkStatus();
  return absl::UnimplementedError("repository_name: there is one repository, without a name");
}

}  // namespace

InferenceService::InferenceService(const ModelHost& models, const base::Clock& clock,
                                   const CallServices& calls, ModelControl* control,
                                   const InferenceServiceOptions& options)
    : models_(models), clock_(clock), calls_(calls), control_(control), options_(options) {}

grpc::ServerUnaryReactor* InferenceService::ServerLive(
    grpc::CallbackServerContext* context, const inference::ServerLiveRequest* /*request*/,
    inference::ServerLiveResponse* response) {
  CallContext call(calls_, kServerLive, *context);
  if (!call.admitted().ok()) return FinishUnary(*context, call, call.admitted());
  response->set_live(true);
  return FinishUnary(*context, call, absl::OkStatus());
}

grpc::ServerUnaryReactor* InferenceService::ServerReady(
    grpc::CallbackServerContext* context, const inference::ServerReadyRequest* /*request*/,
    inference::ServerReadyResponse* response) {
  CallContext call(calls_, kServerReady, *context);
  if (!call.admitted().ok()) return FinishUnary(*context, call, call.admitted());
  response->set_ready(!leaving_ && models_.Default().ok());
  return FinishUnary(*context, call, absl::OkStatus());
}

grpc::ServerUnaryReactor* InferenceService::ModelReady(grpc::CallbackServerContext* context,
                                                       const inference::ModelReadyRequest* request,
                                                       inference::ModelReadyResponse* response) {
  CallContext call(calls_, kModelReady, *context);
  if (!call.admitted().ok()) return FinishUnary(*context, call, call.admitted());
  response->set_ready(models_.Find(request->name(), request->version()).ok());
  return FinishUnary(*context, call, absl::OkStatus());
}

grpc::ServerUnaryReactor* InferenceService::ServerMetadata(
    grpc::CallbackServerContext* context, const inference::ServerMetadataRequest* /*request*/,
    inference::ServerMetadataResponse* response) {
  CallContext call(calls_, kServerMetadata, *context);
  if (!call.admitted().ok()) return FinishUnary(*context, call, call.admitted());
  response->set_name("txtsentry");
  response->set_version(base::kVersion);
  for (const char* extension :
       {"model_configuration", "model_repository", "schedule_policy", "statistics"}) {
    response->add_extensions(extension);
  }
  return FinishUnary(*context, call, absl::OkStatus());
}

grpc::ServerUnaryReactor* InferenceService::ModelMetadata(
    grpc::CallbackServerContext* context, const inference::ModelMetadataRequest* request,
    inference::ModelMetadataResponse* response) {
  CallContext call(calls_, kModelMetadata, *context);
  if (!call.admitted().ok()) return FinishUnary(*context, call, call.admitted());
  const auto served = models_.Find(request->name(), request->version());
  if (served.ok()) FillModelMetadata(**served, options_.limits, *response);
  return FinishUnary(*context, call, served.status());
}

grpc::ServerUnaryReactor* InferenceService::ModelInfer(grpc::CallbackServerContext* context,
                                                       const inference::ModelInferRequest* request,
                                                       inference::ModelInferResponse* response) {
  auto call = std::make_unique<CallContext>(calls_, kModelInfer, *context);
  if (!call->admitted().ok()) return FinishUnary(*context, *call, call->admitted());
  auto reactor = std::make_unique<InferCall>(std::move(call));
  schedule::JobClass job_class = JobClassOf(*context, clock_);
  job_class.submitter_may_compute = true;
  if (auto end = reactor->Start(infer_context(), *request, job_class, *response)) {
    return FinishUnary(*context, *std::move(end));
  }
  return reactor.release();
}

grpc::ServerBidiReactor<inference::ModelInferRequest, inference::ModelStreamInferResponse>*
InferenceService::ModelStreamInfer(grpc::CallbackServerContext* context) {
  auto call = std::make_unique<CallContext>(calls_, kModelStreamInfer, *context);
  if (!call->admitted().ok()) {
    return new RefusedStream<inference::ModelInferRequest, inference::ModelStreamInferResponse>(
        *call, call->admitted());
  }
  const auto stream =
      std::make_shared<InferStream>(std::move(call), infer_context(), streams_,
                                    options_.stream_requests_max, JobClassOf(*context, clock_));
  stream->Start();
  return stream.get();
}

grpc::ServerUnaryReactor* InferenceService::ModelConfig(
    grpc::CallbackServerContext* context, const inference::ModelConfigRequest* request,
    inference::ModelConfigResponse* response) {
  CallContext call(calls_, kModelConfig, *context);
  if (!call.admitted().ok()) return FinishUnary(*context, call, call.admitted());
  const auto served = models_.Find(request->name(), request->version());
  if (served.ok()) FillModelConfig(**served, options_.limits, *response->mutable_config());
  return FinishUnary(*context, call, served.status());
}

grpc::ServerUnaryReactor* InferenceService::ModelStatistics(
    grpc::CallbackServerContext* context, const inference::ModelStatisticsRequest* request,
    inference::ModelStatisticsResponse* response) {
  CallContext call(calls_, kModelStatistics, *context);
  if (!call.admitted().ok()) return FinishUnary(*context, call, call.admitted());
  std::vector<ServedModelPtr> models;
  if (request->name().empty()) {
    models = models_.Live();
  } else {
    auto served = models_.Find(request->name(), request->version());
    if (!served.ok()) return FinishUnary(*context, call, served.status());
    models.push_back(*std::move(served));
  }
  for (const ServedModelPtr& served : models) {
    inference::ModelStatistics& out = *response->add_model_stats();
    out.set_name(served->name);
    out.set_version(served->version);
    statistics_.Of(served)->Fill(out);
  }
  return FinishUnary(*context, call, absl::OkStatus());
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
  CallContext call(calls_, kRepositoryIndex, *context);
  if (!call.admitted().ok()) return FinishUnary(*context, call, call.admitted());
  if (const absl::Status status = CheckRepositoryName(request->repository_name()); !status.ok()) {
    return FinishUnary(*context, call, status);
  }
  for (const ModelStatus& model : Index()) {
    if (request->ready() && model.state != kReady) continue;
    auto& out = *response->add_models();
    out.set_name(model.name);
    out.set_version(model.version);
    out.set_state(model.state);
    out.set_reason(model.reason);
  }
  return FinishUnary(*context, call, absl::OkStatus());
}

grpc::ServerUnaryReactor* InferenceService::Control(
    const MethodInfo& method, grpc::CallbackServerContext& context,
    const std::string& repository_name, const std::function<void(ModelControl&, Done)>& what) {
  // shared_ptr, because the answer may come from another thread after this function returns.
  const auto call = std::make_shared<CallContext>(calls_, method, context);
  absl::Status status = call->admitted();
  if (status.ok()) status = CheckRepositoryName(repository_name);
  if (status.ok() && control_ == nullptr) {
    status = absl::UnavailableError("explicit model control is off");
  }
  if (!status.ok()) return FinishUnary(context, *call, status);
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  what(*control_, [reactor, call](const absl::Status& done) { reactor->Finish(call->End(done)); });
  return reactor;
}

grpc::ServerUnaryReactor* InferenceService::RepositoryModelLoad(
    grpc::CallbackServerContext* context, const inference::RepositoryModelLoadRequest* request,
    inference::RepositoryModelLoadResponse* /*response*/) {
  return Control(kRepositoryModelLoad, *context, request->repository_name(),
                 [request](ModelControl& control, Done done) {
                   if (!request->parameters().empty()) {
                     return done(absl::UnimplementedError(absl::StrFormat(
                         "parameters=%d: a model is loaded as the repository has it",
                         request->parameters_size())));
                   }
                   control.LoadAsync(request->model_name(), std::move(done));
                 });
}

grpc::ServerUnaryReactor* InferenceService::RepositoryModelUnload(
    grpc::CallbackServerContext* context, const inference::RepositoryModelUnloadRequest* request,
    inference::RepositoryModelUnloadResponse* /*response*/) {
  return Control(kRepositoryModelUnload, *context, request->repository_name(),
                 [request](ModelControl& control, Done done) {
                   control.UnloadAsync(request->model_name(), std::move(done));
                 });
}

}  // namespace txtsentry::server::oip
