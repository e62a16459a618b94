// Which trace a call belongs to, and whether its span is exported.
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
  std::string endpoint;  // Of a collector; empty: nothing is exported and no trace begins here.
  double sample = 0.01;  // Share of the traces that begin here. A caller's decision is kept.
};

// Thread-safe.
class Tracer {
 public:
  // SpanExporter::Create's error.
  static absl::StatusOr<std::unique_ptr<Tracer>> Create(const TracerOptions& options);

  // The span of a call that came with `traceparent` (empty for none): its trace and an id of its
  // own. Nothing when it came without one that is valid and no trace begins here.
  std::optional<Span> Begin(std::string_view traceparent) const;

  // Hands it to the exporter when it is sampled and there is one.
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
