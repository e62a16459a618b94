// Call context: authorization, trace, access log entry and trailers of one call. A handler has one
// line at its start and one at its end:
//
//   auto call = std::make_unique<CallContext>(calls_, kClassifyMethod, *context);
//   if (!call->admitted().ok()) return FinishUnary(*context, *call, call->admitted());
//   ...
//   reactor->Finish(call->End(status));
#ifndef TXTSENTRY_SERVER_GRPC_CALL_CONTEXT_H_
#define TXTSENTRY_SERVER_GRPC_CALL_CONTEXT_H_

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "core/pipeline/classifier.h"
#include "server/observe/access_log.h"
#include "server/observe/load_report.h"
#include "server/observe/server_metrics.h"
#include "server/observe/trace/tracer.h"
#include "server/security/authorizer.h"

namespace txtsentry::server {

// One static instance per served method.
struct MethodInfo {
  std::string_view name;  // "txtsentry.v1.TxtClassifier/Classify"
  Scope needed = Scope::kRead;
};

// Services shared by all calls; borrowed, must outlive them. A null pointer turns that service off.
struct CallServices {
  const Authorizer* authorizer = nullptr;
  Tracer* tracer = nullptr;
  AccessLog* access_log = nullptr;
  LoadReport* load = nullptr;
  ServerMetrics* metrics = nullptr;
};

// Used by one thread at a time. The gRPC context must outlive it until End, which is called exactly
// once, just before the reactor's Finish.
class CallContext {
 public:
  // Reads the call's headers. If the call belongs to a trace, sends the header `traceparent`, so
  // nothing may have been sent before.
  CallContext(const CallServices& services, const MethodInfo& method,
              grpc::CallbackServerContext& context);
  CallContext(const CallContext&) = delete;
  CallContext& operator=(const CallContext&) = delete;

  // OK, or the reason why the caller may not make this call; the handler must then finish with it
  // at once.
  const absl::Status& admitted() const { return admitted_; }

  // Counts the records of a request that will be processed.
  void AddRequest(const std::vector<pipeline::Record>& records);

  // Counts the results of its records.
  void AddResults(const std::vector<pipeline::Result>& results);

  // Sets the name of the answering model.
  void set_model(std::string name) { model_ = std::move(name); }

  // Adds the trailers and writes the access log line. Returns the status to finish with.
  grpc::Status End(const absl::Status& status);

 private:
  void BeginTrace();
  void Log(absl::StatusCode code, std::chrono::steady_clock::duration duration);
  void EndTrace(absl::StatusCode code, std::chrono::steady_clock::duration duration);

  const CallServices& services_;
  const MethodInfo& method_;
  grpc::CallbackServerContext& context_;
  const std::chrono::steady_clock::time_point start_;
  const std::chrono::system_clock::time_point start_time_;
  std::string caller_;
  absl::Status admitted_;
  std::optional<Span> span_;
  std::optional<TextHasher> hasher_;  // Set if the call is sampled for the log.
  std::string model_;
  int64_t requests_ = 0;
  int64_t records_ = 0;
  int64_t bytes_ = 0;
};

// Finishes a unary call at once.
grpc::ServerUnaryReactor* FinishUnary(grpc::CallbackServerContext& context, CallContext& call,
                                      const absl::Status& status);
// The same with what CallContext::End has returned.
grpc::ServerUnaryReactor* FinishUnary(grpc::CallbackServerContext& context, grpc::Status end);

// Finishes a stream at once. Owned by gRPC.
template <typename Request, typename Response>
class RefusedStream final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  RefusedStream(CallContext& call, const absl::Status& status) { this->Finish(call.End(status)); }
  void OnDone() override { delete this; }
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_CALL_CONTEXT_H_
