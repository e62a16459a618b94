// One call as a trace sees it.
#ifndef TXTSENTRY_SERVER_OBSERVE_TRACE_SPAN_H_
#define TXTSENTRY_SERVER_OBSERVE_TRACE_SPAN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/observe/trace/traceparent.h"

namespace txtsentry::server {

struct Span {
  server::TraceParent self;  // The trace, and this span's own id.
  std::string parent_id;     // The caller's span, 16 hex digits; empty: this one begins the trace.
  std::string_view method;   // "txtsentry.v1.TxtClassifier/Classify", for ever.
  int64_t start_ns = 0;      // Since 1970.
  int64_t end_ns = 0;
  int code = 0;  // gRPC's number of the status.
  int64_t records = 0;
  int64_t bytes = 0;
  std::string model;
};

// The body of OTLP/HTTP in JSON (opentelemetry-proto 1.x, ExportTraceServiceRequest).
std::string ToOtlpJson(const std::vector<Span>& spans);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_TRACE_SPAN_H_
