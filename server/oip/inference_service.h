// The service inference.GRPCInferenceService (Open Inference Protocol) on gRPC's callback API.
#ifndef TXTSENTRY_SERVER_OIP_INFERENCE_SERVICE_H_
#define TXTSENTRY_SERVER_OIP_INFERENCE_SERVICE_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "inference/grpc_service.grpc.pb.h"
#include "server/grpc/call_context.h"
#include "server/grpc/open_streams.h"
#include "server/models/model_control.h"
#include "server/models/model_host.h"
#include "server/oip/infer.h"
#include "server/oip/model_description.h"
#include "server/oip/statistics.h"

namespace txtsentry::server::oip {

// The service name in grpc.health.v1.
inline constexpr char kServiceName[] = "inference.GRPCInferenceService";

struct InferenceServiceOptions {
  int64_t stream_requests_max = 16;  // Per stream, read and not yet answered.
  ServiceLimits limits;
};

// Thread-safe.
class InferenceService final : public inference::GRPCInferenceService::CallbackService {
 public:
  // All arguments except the options are borrowed and must outlive the service. If `control` is
  // null, callers cannot load or unload models.
  InferenceService(const ModelHost& models, const base::Clock& clock, const CallServices& calls,
                   ModelControl* control, const InferenceServiceOptions& options);

  grpc::ServerUnaryReactor* ServerLive(grpc::CallbackServerContext* context,
                                       const inference::ServerLiveRequest* request,
                                       inference::ServerLiveResponse* response) override;
  grpc::ServerUnaryReactor* ServerReady(grpc::CallbackServerContext* context,
                                        const inference::ServerReadyRequest* request,
                                        inference::ServerReadyResponse* response) override;
  grpc::ServerUnaryReactor* ModelReady(grpc::CallbackServerContext* context,
                                       const inference::ModelReadyRequest* request,
                                       inference::ModelReadyResponse* response) override;
  grpc::ServerUnaryReactor* ServerMetadata(grpc::CallbackServerContext* context,
                                           const inference::ServerMetadataRequest* request,
                                           inference::ServerMetadataResponse* response) override;
  grpc::ServerUnaryReactor* ModelMetadata(grpc::CallbackServerContext* context,
                                          const inference::ModelMetadataRequest* request,
                                          inference::ModelMetadataResponse* response) override;
  grpc::ServerUnaryReactor* ModelInfer(grpc::CallbackServerContext* context,
                                       const inference::ModelInferRequest* request,
                                       inference::ModelInferResponse* response) override;
  grpc::ServerBidiReactor<inference::ModelInferRequest, inference::ModelStreamInferResponse>*
  ModelStreamInfer(grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* ModelConfig(grpc::CallbackServerContext* context,
                                        const inference::ModelConfigRequest* request,
                                        inference::ModelConfigResponse* response) override;
  grpc::ServerUnaryReactor* ModelStatistics(grpc::CallbackServerContext* context,
                                            const inference::ModelStatisticsRequest* request,
                                            inference::ModelStatisticsResponse* response) override;
  grpc::ServerUnaryReactor* RepositoryIndex(grpc::CallbackServerContext* context,
                                            const inference::RepositoryIndexRequest* request,
                                            inference::RepositoryIndexResponse* response) override;
  grpc::ServerUnaryReactor* RepositoryModelLoad(
      grpc::CallbackServerContext* context, const inference::RepositoryModelLoadRequest* request,
      inference::RepositoryModelLoadResponse* response) override;
  grpc::ServerUnaryReactor* RepositoryModelUnload(
      grpc::CallbackServerContext* context, const inference::RepositoryModelUnloadRequest* request,
      inference::RepositoryModelUnloadResponse* response) override;

  // From now on ServerReady is false; all calls are still served.
  void BeginLameDuck() { leaving_ = true; }

  // Ends every open and every later stream with UNAVAILABLE once the requests it has read are
  // answered. Unary calls are still served.
  void BeginDrain() { streams_.BeginDrain(); }

 private:
  InferContext infer_context() {
    return {models_, clock_, statistics_, options_.limits.records_max};
  }
  std::vector<ModelStatus> Index() const;
  // Finishes the call with the status that `what` passes to its callback, now or later.
  using Done = std::function<void(absl::Status)>;
  grpc::ServerUnaryReactor* Control(const MethodInfo& method, grpc::CallbackServerContext& context,
                                    const std::string& repository_name,
                                    const std::function<void(ModelControl&, Done)>& what);

  const ModelHost& models_;
  const base::Clock& clock_;
  const CallServices& calls_;
  ModelControl* const control_;
  const InferenceServiceOptions options_;
  std::atomic<bool> leaving_ = false;
  Statistics statistics_;
  OpenStreams streams_;
};

}  // namespace txtsentry::server::oip

#endif  // TXTSENTRY_SERVER_OIP_INFERENCE_SERVICE_H_
