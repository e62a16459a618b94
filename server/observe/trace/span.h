// A span: one call in a trace.
#ifndef TXTSENTRY_SERVER_OBSERVE_TRACE_SPAN_H_
#define TXTSENTRY_SERVER_OBSERVE_TRACE_SPAN_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/observe/trace/traceparent.h"

namespace txtsentry::server {

struct Span {
  server::TraceParent self;  // The trace, and this span's id.
  std::string parent_id;     // The caller's span, 16 hex digits; empty: this span is the root.
  std::string_view method;   // Static storage: "txtsentry.v1.TxtClassifier/Classify".
  int64_t start_ns = 0;      // Since 1970.
  int64_t end_ns = 0;
  int code = 0;  // Numeric gRPC status code.
  int64_t records = 0;
  int64_t bytes = 0;
  std::string model;
};

// The JSON body of an OTLP/HTTP request (opentelemetry-proto 1.x, ExportTraceServiceRequest).
std::string ToOtlpJson(const std::vector<Span>& spans);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_TRACE_SPAN_H_
