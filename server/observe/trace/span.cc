#include "server/observe/trace/span.h"

#include "absl/strings/str_format.h"
#include "core/base/json_text.h"
#include "core/base/version.h"

namespace txtsentry::server {
namespace {

// Enum values of the protocol.
constexpr int kKindServer = 2;
constexpr int kStatusError = 2;

void AppendAttribute(std::string_view key, std::string_view value, std::string& out) {
  if (out.back() != '[') out += ',';
  out += R"({"key":)";
  base::AppendJsonString(key, out);
  out += R"(,"value":{"stringValue":)";
  base::AppendJsonString(value, out);
  out += "}}";
}

// The JSON encoding of protobuf writes 64-bit numbers as strings.
void AppendAttribute(std::string_view key, int64_t value, std::string& out) {
  if (out.back() != '[') out += ',';
  out += R"({"key":)";
  base::AppendJsonString(key, out);
  absl::StrAppendFormat(&out, R"(,"value":{"intValue":"%d"}})", value);
}

void AppendSpan(const Span& span, std::string& out) {
  absl::StrAppendFormat(&out, R"({"traceId":"%s","spanId":"%s")", server::TraceIdHex(span.self),
                        server::SpanIdHex(span.self));
  if (!span.parent_id.empty())
    absl::StrAppendFormat(&out, R"(,"parentSpanId":"%s")", span.parent_id);
  out += R"(,"name":)";
  base::AppendJsonString(span.method, out);
  absl::StrAppendFormat(
      &out, R"(,"kind":%d,"startTimeUnixNano":"%d","endTimeUnixNano":"%d","attributes":[)",
      kKindServer, span.start_ns, span.end_ns);
  const size_t slash = span.method.find('/');
  AppendAttribute("rpc.system", "grpc", out);
  AppendAttribute("rpc.service", span.method.substr(0, slash), out);
  AppendAttribute("rpc.method", span.method.substr(slash + 1), out);
  AppendAttribute("rpc.grpc.status_code", span.code, out);
  AppendAttribute("txtsentry.records", span.records, out);
  AppendAttribute("txtsentry.bytes", span.bytes, out);
  if (!span.model.empty()) AppendAttribute("txtsentry.model", span.model, out);
  out += ']';
  if (span.code != 0) absl::StrAppendFormat(&out, R"(,"status":{"code":%d})", kStatusError);
  out += '}';
}

}  // namespace

std::string ToOtlpJson(const std::vector<Span>& spans) {
  std::string out = R"({"resourceSpans":[{"resource":{"attributes":[)";
  AppendAttribute("service.name", "txtsentryd", out);
  AppendAttribute("service.version", base::kVersion, out);
  out += R"(]},"scopeSpans":[{"scope":{"name":"txtsentry"},"spans":[)";
  for (const Span& span : spans) {
    if (out.back() != '[') out += ',';
    AppendSpan(span, out);
  }
  out += "]}]}]}";
  return out;
}

}  // namespace txtsentry::server
