// What every call has beside its work: whether the caller may make it, its trace, its line in the
// access log, what its trailers say. One line at a handler's start and one at its end:
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

// Each method that is served has one, for ever.
struct MethodInfo {
  std::string_view name;  // "txtsentry.v1.TxtClassifier/Classify"
  Scope needed = Scope::kRead;
};

// What calls share; borrowed, outlives them. Null means that there is none of it.
struct CallServices {
  const Authorizer* authorizer = nullptr;
  Tracer* tracer = nullptr;
  AccessLog* access_log = nullptr;
  LoadReport* load = nullptr;
  ServerMetrics* metrics = nullptr;
};

// One thread at a time. The gRPC context outlives it until End, which is called exactly once, just
// before the reactor's Finish.
class CallContext {
 public:
  // Reads the call's headers, and answers with the header `traceparent` when it belongs to a trace:
  // nothing may have been sent yet.
  CallContext(const CallServices& services, const MethodInfo& method,
              grpc::CallbackServerContext& context);
  CallContext(const CallContext&) = delete;
  CallContext& operator=(const CallContext&) = delete;

  // OK, or why the caller may not make this call: the handler finishes with it, and does nothing
  // else.
  const absl::Status& admitted() const { return admitted_; }

  // The records of a request that will be worked on.
  void AddRequest(const std::vector<pipeline::Record>& records);

  // What came of its records.
  void AddResults(const std::vector<pipeline::Result>& results);

  // Which model answers.
  void set_model(std::string name) { model_ = std::move(name); }

  // Adds the trailers and writes the log's line. Returns what to finish with.
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
  std::optional<TextHasher> hasher_;  // Of a call that is sampled for the log.
  std::string model_;
  int64_t requests_ = 0;
  int64_t records_ = 0;
  int64_t bytes_ = 0;
};

// Finishes a unary call at once.
grpc::ServerUnaryReactor* FinishUnary(grpc::CallbackServerContext& context, CallContext& call,
                                      const absl::Status& status);

// The same for a stream. Owned by gRPC.
template <typename Request, typename Response>
class RefusedStream final : public grpc::ServerBidiReactor<Request, Response> {
 public:
  RefusedStream(CallContext& call, const absl::Status& status) { this->Finish(call.End(status)); }
  void OnDone() override { delete this; }
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_CALL_CONTEXT_H_
