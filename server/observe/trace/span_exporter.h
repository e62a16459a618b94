// Span exporter: sends spans to a collector over OTLP/HTTP from a bounded queue on its own thread.
#ifndef TXTSENTRY_SERVER_OBSERVE_TRACE_SPAN_EXPORTER_H_
#define TXTSENTRY_SERVER_OBSERVE_TRACE_SPAN_EXPORTER_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/base/mutex.h"
#include "server/observe/trace/span.h"

namespace txtsentry::server {

struct SpanExporterOptions {
  std::string endpoint;     // http://HOST:PORT/PATH, for example http://127.0.0.1:4318/v1/traces.
  size_t queue_max = 2048;  // Waiting spans; further spans are dropped.
  size_t batch_max = 512;   // Per request.
  // Pause between requests, so that several spans share one.
  std::chrono::milliseconds pause = std::chrono::milliseconds(500);
  std::chrono::milliseconds timeout =
      std::chrono::milliseconds(2'000);  // For each of connect, send and receive.
};

struct SpanExporterStats {
  int64_t exported = 0;
  int64_t dropped = 0;  // Dropped because the queue was full.
  int64_t failed = 0;   // In requests that the collector did not accept.
};

// An endpoint split into "http://127.0.0.1:4318" and "/v1/traces".
struct OtlpEndpoint {
  std::string origin;
  std::string path;
};

// InvalidArgument unless it is http:// or https:// with a host. The default path is /v1/traces.
absl::StatusOr<OtlpEndpoint> ParseOtlpEndpoint(const std::string& endpoint);

// Thread-safe.
class SpanExporter {
 public:
  // Does not connect. Returns the error of ParseOtlpEndpoint.
  static absl::StatusOr<std::unique_ptr<SpanExporter>> Create(const SpanExporterOptions& options);
  // Sends the waiting spans; drops them once a request fails.
  ~SpanExporter();

  // Never blocks.
  void Export(Span span);

  SpanExporterStats stats() const;

 private:
  SpanExporter(OtlpEndpoint endpoint, const SpanExporterOptions& options);

  void Work();
  // The next batch; empty when the thread must end.
  std::vector<Span> Take();
  void Send(const std::vector<Span>& spans);
  void Note(const absl::Status& status, int64_t spans);

  const OtlpEndpoint endpoint_;
  const SpanExporterOptions options_;

  mutable base::Mutex mu_;
  base::CondVar changed_;
  std::vector<Span> waiting_ ABSL_GUARDED_BY(mu_);
  bool stop_ ABSL_GUARDED_BY(mu_) = false;
  // Reported in the log until a request succeeds again.
  bool failing_ ABSL_GUARDED_BY(mu_) = false;
  SpanExporterStats stats_ ABSL_GUARDED_BY(mu_);

  std::thread thread_;  // Last member: the thread uses the others.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_TRACE_SPAN_EXPORTER_H_
