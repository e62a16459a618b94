// Tracer: decides which trace a call belongs to and whether its span is exported.
#ifndef TXTSENTRY_SERVER_OBSERVE_TRACE_TRACER_H_
#define TXTSENTRY_SERVER_OBSERVE_TRACE_TRACER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "server/observe/trace/span.h"
#include "server/observe/trace/span_exporter.h"
#include "server/observe/trace/traceparent.h"

namespace txtsentry::server {

struct TracerOptions {
  std::string endpoint;  // URL of a collector; empty: no export, and no trace starts here.
  double sample = 0.01;  // Share of traces that start here. A caller's decision is kept.
};

// Thread-safe.
class Tracer {
 public:
  // Returns the error of SpanExporter::Create.
  static absl::StatusOr<std::unique_ptr<Tracer>> Create(const TracerOptions& options);

  // Starts the span of a call with the header `traceparent` (may be empty): the caller's trace with
  // a new span id. nullopt if the header is missing or invalid and no trace starts here.
  std::optional<Span> Begin(std::string_view traceparent) const;

  // Exports the span if it is sampled and there is an exporter.
  void End(Span span);

  // All 0 without an exporter.
  SpanExporterStats stats() const;

 private:
  Tracer(std::unique_ptr<SpanExporter> exporter, double sample)
      : exporter_(std::move(exporter)), sample_(sample) {}

  const std::unique_ptr<SpanExporter> exporter_;  // May be null.
  const double sample_;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_TRACE_TRACER_H_
