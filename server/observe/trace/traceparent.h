// The W3C header `traceparent`, with the trace and the parent span of a call.
// https://www.w3.org/TR/trace-context/
#ifndef TXTSENTRY_SERVER_OBSERVE_TRACE_TRACEPARENT_H_
#define TXTSENTRY_SERVER_OBSERVE_TRACE_TRACEPARENT_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace txtsentry::server {

struct TraceParent {
  std::array<uint8_t, 16> trace_id = {};  // Not all zero, by the standard.
  std::array<uint8_t, 8> span_id = {};    // The caller's; not all zero.
  bool sampled = false;                   // The only flag of version 00.
};

// nullopt for headers that the standard calls invalid; the call then starts its own trace. Of later
// versions, reads the four fields that they share with version 00.
std::optional<TraceParent> ParseTraceParent(std::string_view header);

// Formats version 00, 55 characters.
std::string FormatTraceParent(const TraceParent& parent);

std::string TraceIdHex(const TraceParent& parent);
std::string SpanIdHex(const TraceParent& parent);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_TRACE_TRACEPARENT_H_
