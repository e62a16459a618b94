#include "server/observe/trace/tracer.h"

#include <cstring>
#include <utility>

#include "core/base/status.h"
#include "server/observe/random_share.h"

namespace txtsentry::server {
namespace {

template <size_t N>
void FillAtRandom(std::array<uint8_t, N>& id) {
  static_assert(N % sizeof(uint64_t) == 0);
  for (size_t i = 0; i < N; i += sizeof(uint64_t)) {
    const uint64_t word = RandomWord() | 1;  // Ids must not be 0.
    std::memcpy(id.data() + i, &word, sizeof(word));
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Tracer>> Tracer::Create(const TracerOptions& options) {
  std::unique_ptr<SpanExporter> exporter;
  if (!options.endpoint.empty()) {
    SpanExporterOptions exporter_options;
    exporter_options.endpoint = options.endpoint;
    TXTSENTRY_ASSIGN_OR_RETURN(exporter, SpanExporter::Create(exporter_options));
  }
  return std::unique_ptr<Tracer>(new Tracer(std::move(exporter), options.sample));
}

std::optional<Span> Tracer::Begin(std::string_view traceparent) const {
  Span span;
  if (const auto parent = server::ParseTraceParent(traceparent)) {
    span.self = *parent;
    span.parent_id = server::SpanIdHex(*parent);
  } else {
    if (exporter_ == nullptr) return std::nullopt;
    FillAtRandom(span.self.trace_id);
    span.self.sampled = InRandomShare(sample_);
  }
  FillAtRandom(span.self.span_id);
  return span;
}

void Tracer::End(Span span) {
  if (exporter_ != nullptr && span.self.sampled) exporter_->Export(std::move(span));
}

SpanExporterStats Tracer::stats() const {
  return exporter_ != nullptr ? exporter_->stats() : SpanExporterStats();
}

}  // namespace txtsentry::server
