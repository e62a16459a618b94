// Sends spans to a collector over OTLP/HTTP, on a thread of its own, behind a bounded queue.
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
  std::string endpoint;     // http://HOST:PORT/PATH, as in http://127.0.0.1:4318/v1/traces
  size_t queue_max = 2048;  // Spans that wait; more are dropped.
  size_t batch_max = 512;   // Of one request.
  // Between two requests, so that spans share them.
  std::chrono::milliseconds pause = std::chrono::milliseconds(500);
  std::chrono::milliseconds timeout =
      std::chrono::milliseconds(2'000);  // To connect, to send, to read.
};

struct SpanExporterStats {
  int64_t exported = 0;
  int64_t dropped = 0;  // The queue was full.
  int64_t failed = 0;   // Sent in a request that the collector did not take.
};

// An endpoint in its parts: "http://127.0.0.1:4318" and "/v1/traces".
struct OtlpEndpoint {
  std::string origin;
  std::string path;
};

// InvalidArgument for anything but http:// or https:// and a host. Without a path: /v1/traces.
absl::StatusOr<OtlpEndpoint> ParseOtlpEndpoint(const std::string& endpoint);

// Thread-safe.
class SpanExporter {
 public:
  // Does not connect yet. ParseOtlpEndpoint's error.
  static absl::StatusOr<std::unique_ptr<SpanExporter>> Create(const SpanExporterOptions& options);
  // Sends what waits, or gives it up when a request fails.
  ~SpanExporter();

  // Never blocks.
  void Export(Span span);

  SpanExporterStats stats() const;

 private:
  SpanExporter(OtlpEndpoint endpoint, const SpanExporterOptions& options);

  void Work();
  // The next batch; empty when it is time to end.
  std::vector<Span> Take();
  void Send(const std::vector<Span>& spans);
  void Note(const absl::Status& status, int64_t spans);

  const OtlpEndpoint endpoint_;
  const SpanExporterOptions options_;

  mutable base::Mutex mu_;
  base::CondVar changed_;
  std::vector<Span> waiting_ ABSL_GUARDED_BY(mu_);
  bool stop_ ABSL_GUARDED_BY(mu_) = false;
  bool failing_ ABSL_GUARDED_BY(mu_) = false;  // Told in the log, until it is over.
  SpanExporterStats stats_ ABSL_GUARDED_BY(mu_);

  std::thread thread_;  // Last: it uses the rest.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_TRACE_SPAN_EXPORTER_H_
