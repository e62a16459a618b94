// The service txtsentry.v1.TxtClassifier on gRPC's callback API.
#ifndef TXTSENTRY_SERVER_GRPC_CLASSIFIER_SERVICE_H_
#define TXTSENTRY_SERVER_GRPC_CLASSIFIER_SERVICE_H_

#include <cstdint>

#include "core/base/clock.h"
#include "core/pipeline/classifier.h"
#include "server/grpc/arena_messages.h"
#include "server/grpc/call_context.h"
#include "server/grpc/explain_queue.h"
#include "server/grpc/open_streams.h"
#include "server/models/model_host.h"
#include "txtsentry/v1/classifier.grpc.pb.h"

namespace txtsentry::server {

struct ServiceOptions {
  int64_t records_max = 10'000;         // Per request.
  int64_t stream_requests_max = 16;     // Per stream, read and not yet answered.
  int64_t explain_calls_max = 16;       // Waiting Explain calls.
  int64_t message_bytes_max = 4 << 20;  // Only reported by GetModel; the server enforces it.
  int workers = 1;                      // Only reported by GetModel.
};

// Thread-safe. `models`, `clock` and the objects in `calls` are borrowed and must outlive the
// service.
class ClassifierService final : public v1::TxtClassifier::CallbackService {
 public:
  ClassifierService(const ModelHost& models, const base::Clock& clock, const CallServices& calls,
                    const ServiceOptions& options);
  ~ClassifierService() override;

  grpc::ServerUnaryReactor* Classify(grpc::CallbackServerContext* context,
                                     const v1::ClassifyRequest* request,
                                     v1::ClassifyResponse* response) override;
  grpc::ServerBidiReactor<v1::ClassifyRequest, v1::ClassifyResponse>* ClassifyStream(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* Explain(grpc::CallbackServerContext* context,
                                    const v1::ExplainRequest* request,
                                    v1::ExplainResponse* response) override;
  grpc::ServerUnaryReactor* GetModel(grpc::CallbackServerContext* context,
                                     const v1::GetModelRequest* request,
                                     v1::GetModelResponse* response) override;

  // Ends every open and every later stream with UNAVAILABLE once the requests it has read are
  // answered. Unary calls are still served.
  void BeginDrain();

 private:
  const ModelHost& models_;
  const base::Clock& clock_;
  const CallServices calls_;
  const ServiceOptions options_;

  OpenStreams streams_;
  ArenaMessages<v1::ClassifyRequest, v1::ClassifyResponse> classify_messages_;
  ExplainQueue explain_queue_;  // Last member: its thread ends first.
};

// The deadline and client of a call; the priority comes from the request.
schedule::JobClass JobClassOf(const grpc::CallbackServerContext& context, const base::Clock& clock);

// The deadline of a call on the clock's scale; kNever if it has none.
base::TimeUs DeadlineUs(const grpc::CallbackServerContext& context, const base::Clock& clock);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_CLASSIFIER_SERVICE_H_
