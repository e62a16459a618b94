// The W3C header `traceparent`: which trace a call belongs to, and which span asked for it.
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
  std::array<uint8_t, 16> trace_id = {};  // Not all zero, as the standard asks.
  std::array<uint8_t, 8> span_id = {};    // The caller's; not all zero either.
  bool sampled = false;                   // The one flag of version 00.
};

// Nothing for what the standard calls invalid: then the call begins a trace of its own. Of a
// version after 00 the four fields that it shares with 00 are read.
std::optional<TraceParent> ParseTraceParent(std::string_view header);

// Version 00, 55 characters.
std::string FormatTraceParent(const TraceParent& parent);

std::string TraceIdHex(const TraceParent& parent);
std::string SpanIdHex(const TraceParent& parent);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_TRACE_TRACEPARENT_H_
