#include "server/observe/trace/span_exporter.h"

#include <httplib.h>
#include <pthread.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"

namespace txtsentry::server {
namespace {

constexpr char kDefaultPath[] = "/v1/traces";

}  // namespace

absl::StatusOr<OtlpEndpoint> ParseOtlpEndpoint(const std::string& endpoint) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (endpoint.rfind(scheme, 0) != 0) continue;
    const size_t slash = std::min(endpoint.find('/', scheme.size()), endpoint.size());
    if (slash == scheme.size()) break;
    OtlpEndpoint out = {endpoint.substr(0, slash), endpoint.substr(slash)};
    if (out.path.empty() || out.path == "/") out.path = kDefaultPath;
    return out;
  }
  return absl::InvalidArgumentError(
      absl::StrFormat("\"%s\" is not http://HOST:PORT/PATH", endpoint));
}

absl::StatusOr<std::unique_ptr<SpanExporter>> SpanExporter::Create(
    const SpanExporterOptions& options) {
  TXTSENTRY_ASSIGN_OR_RETURN(OtlpEndpoint endpoint, ParseOtlpEndpoint(options.endpoint));
  return std::unique_ptr<SpanExporter>(new SpanExporter(std::move(endpoint), options));
}

SpanExporter::SpanExporter(OtlpEndpoint endpoint, const SpanExporterOptions& options)
    : endpoint_(std::move(endpoint)), options_(options), thread_([this] { Work(); }) {}

SpanExporter::~SpanExporter() {
  {
    const base::MutexLock lock(mu_);
    stop_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

void SpanExporter::Export(Span span) {
  const base::MutexLock lock(mu_);
  if (waiting_.size() >= options_.queue_max) {
    ++stats_.dropped;
    return;
  }
  waiting_.push_back(std::move(span));
  changed_.NotifyOne();
}

SpanExporterStats SpanExporter::stats() const {
  const base::MutexLock lock(mu_);
  return stats_;
}

std::vector<Span> SpanExporter::Take() {
  const base::MutexLock lock(mu_);
  while (waiting_.empty() && !stop_) changed_.Wait(mu_);
  const auto end =
      waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), options_.batch_max));
  std::vector<Span> batch(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return batch;
}

void SpanExporter::Work() {
  pthread_setname_np(pthread_self(), "spans");
  for (auto batch = Take(); !batch.empty(); batch = Take()) {
    Send(batch);
    const auto until = std::chrono::steady_clock::now() + options_.pause;
    const base::MutexLock lock(mu_);
    // The destructor does not wait for an unreachable collector.
    if (stop_ && failing_) return;
    while (!stop_ && waiting_.size() < options_.batch_max &&
           std::chrono::steady_clock::now() < until) {
      changed_.WaitUntil(mu_, until);
    }
  }
}

void SpanExporter::Send(const std::vector<Span>& spans) {
  const auto seconds = options_.timeout.count() / 1000;
  const auto micros = options_.timeout.count() % 1000 * 1000;
  httplib::Client client(endpoint_.origin);
  client.set_connection_timeout(seconds, micros);
  client.set_read_timeout(seconds, micros);
  client.set_write_timeout(seconds, micros);
  const auto response = client.Post(endpoint_.path, ToOtlpJson(spans), "application/json");
  absl::Status status;
  if (!response) {
    status = absl::UnavailableError(httplib::to_string(response.error()));
  } else if (response->status / 100 != 2) {
    status = absl::UnavailableError(absl::StrFormat("HTTP status %d", response->status));
  }
  Note(status, static_cast<int64_t>(spans.size()));
}

void SpanExporter::Note(const absl::Status& status, int64_t spans) {
  bool changed = false;
  {
    const base::MutexLock lock(mu_);
    (status.ok() ? stats_.exported : stats_.failed) += spans;
    changed = failing_ == status.ok();
    failing_ = !status.ok();
  }
  if (!changed) return;
  if (status.ok()) {
    spdlog::info("spans are taken by {} again", endpoint_.origin);
  } else {
    spdlog::warn("spans are not taken by {}: {}; they are dropped until they are", endpoint_.origin,
                 status.ToString());
  }
}

}  // namespace txtsentry::server
