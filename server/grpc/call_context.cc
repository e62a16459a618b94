#include "server/grpc/call_context.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_format.h"
#include "server/grpc/grpc_status.h"
#include "server/grpc/proto_convert.h"

namespace txtsentry::server {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::nanoseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;

constexpr char kTraceHeader[] = "traceparent";
constexpr char kPushbackTrailer[] = "grpc-retry-pushback-ms";

}  // namespace

CallContext::CallContext(const CallServices& services, const MethodInfo& method,
                         grpc::CallbackServerContext& context)
    : services_(services),
      method_(method),
      context_(context),
      start_(steady_clock::now()),
      start_time_(system_clock::now()) {
  if (services_.authorizer != nullptr) {
    auto caller = services_.authorizer->Check(context, method.needed);
    admitted_ = caller.status();
    if (caller.ok()) caller_ = *std::move(caller);
  }
  if (services_.tracer != nullptr) BeginTrace();
  if (services_.access_log != nullptr && services_.access_log->Sample()) {
    hasher_.emplace(services_.access_log->MakeHasher());
  }
}

void CallContext::BeginTrace() {
  const auto [begin, end] = context_.client_metadata().equal_range(kTraceHeader);
  std::string_view header;
  // More than one header is ambiguous and ignored.
  if (begin != end && std::next(begin) == end) {
    header = std::string_view(begin->second.data(), begin->second.size());
  }
  span_ = services_.tracer->Begin(header);
  if (span_) context_.AddInitialMetadata(kTraceHeader, server::FormatTraceParent(span_->self));
}

void CallContext::AddRequest(const std::vector<pipeline::Record>& records) {
  ++requests_;
  records_ += static_cast<int64_t>(records.size());
  for (const pipeline::Record& record : records) {
    bytes_ += static_cast<int64_t>(record.text.size());
    if (hasher_) hasher_->Add(record.text);
  }
}

void CallContext::AddResults(const std::vector<pipeline::Result>& results) {
  if (services_.metrics != nullptr) services_.metrics->OnResults(results);
}

grpc::Status CallContext::End(const absl::Status& status) {
  const auto duration = steady_clock::now() - start_;
  if (services_.load != nullptr) {
    services_.load->Count(!status.ok());
    if (auto trailer = services_.load->Trailer()) {
      context_.AddTrailingMetadata(kLoadTrailer, *std::move(trailer));
    }
  }
  if (services_.metrics != nullptr) {
    services_.metrics->Method(method_.name)
        ->OnCall(static_cast<int>(status.code()), duration_cast<microseconds>(duration).count(),
                 records_);
  }
  // gRPC's own clients read this header; other clients read google.rpc.RetryInfo.
  if (absl::IsResourceExhausted(status)) {
    context_.AddTrailingMetadata(kPushbackTrailer, absl::StrFormat("%d", kRetryDelayMs));
  }
  if (services_.access_log != nullptr && (hasher_ || !status.ok())) Log(status.code(), duration);
  if (span_) EndTrace(status.code(), duration);
  return ToGrpcStatus(status);
}

void CallContext::Log(absl::StatusCode code, steady_clock::duration duration) {
  AccessEntry entry;
  entry.start = absl::FromChrono(start_time_);
  entry.method = method_.name;
  entry.peer = PeerAddress(context_.peer());
  entry.caller = caller_;
  entry.code = code;
  entry.duration_us = duration_cast<microseconds>(duration).count();
  entry.requests = requests_;
  entry.records = records_;
  entry.bytes = bytes_;
  if (hasher_ && records_ > 0) entry.texts_hash = hasher_->Hex();
  entry.model = model_;
  if (span_) {
    entry.trace_id = server::TraceIdHex(span_->self);
    entry.span_id = server::SpanIdHex(span_->self);
  }
  services_.access_log->Write(entry);
}

void CallContext::EndTrace(absl::StatusCode code, steady_clock::duration duration) {
  span_->method = method_.name;
  span_->start_ns = duration_cast<nanoseconds>(start_time_.time_since_epoch()).count();
  span_->end_ns = span_->start_ns + duration_cast<nanoseconds>(duration).count();
  span_->code = static_cast<int>(code);
  span_->records = records_;
  span_->bytes = bytes_;
  span_->model = model_;
  services_.tracer->End(*std::move(span_));
}

grpc::ServerUnaryReactor* FinishUnary(grpc::CallbackServerContext& context, CallContext& call,
                                      const absl::Status& status) {
  return FinishUnary(context, call.End(status));
}

grpc::ServerUnaryReactor* FinishUnary(grpc::CallbackServerContext& context, grpc::Status end) {
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  reactor->Finish(std::move(end));
  return reactor;
}

}  // namespace txtsentry::server
