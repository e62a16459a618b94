#include "server/listener/endpoints.h"

#include <grpcpp/ext/channelz_service_plugin.h>
#include <grpcpp/grpcpp.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "server/observe/allocated_bytes.h"

namespace txtsentry::server {
namespace {

// A request of grpc.health.v1 only holds a service name.
constexpr int kHealthMessageBytesMax = 4096;

absl::Status WithFlag(const char* flag, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      absl::StrFormat("--%s: %s", flag, std::string(status.message())));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Endpoints>> Endpoints::Create(const EndpointOptions& options,
                                                             const Dependencies& dependencies) {
  std::unique_ptr<Endpoints> endpoints(new Endpoints(options, dependencies));
  TXTSENTRY_RETURN_IF_ERROR(endpoints->Build());
  TXTSENTRY_RETURN_IF_ERROR(endpoints->AddMetrics());
  return endpoints;
}

Endpoints::~Endpoints() { Close(); }

absl::Status Endpoints::Build() {
  TXTSENTRY_ASSIGN_OR_RETURN(credentials_, MakeServerCredentials(options_.tls));
  AuthorizerOptions auth = options_.auth;
  auth.certificates = options_.tls.enabled();
  TXTSENTRY_ASSIGN_OR_RETURN(authorizer_, Authorizer::Create(auth, dependencies_.clock));
  TXTSENTRY_ASSIGN_OR_RETURN(tracer_, Tracer::Create(options_.tracer));
  if (!options_.access_log.path.empty()) {
    TXTSENTRY_ASSIGN_OR_RETURN(access_log_, AccessLog::Create(options_.access_log));
  }
  if (options_.orca) {
    load_ = std::make_unique<LoadReport>(dependencies_.clock, dependencies_.processors,
                                         [this] { return ReadLoad(); });
  }
  calls_ = {authorizer_.get(), tracer_.get(), access_log_.get(), load_.get(),
            &dependencies_.metrics};
  if (!options_.auth.token_file.empty() && !options_.tls.enabled()) {
    spdlog::warn("--token-file without --tls-cert: who hears the network hears the tokens");
  }
  return absl::OkStatus();
}

absl::Status Endpoints::AddMetrics() {
  const auto counter = [](const char* name, const char* help) {
    return metrics::Description{name, help, metrics::Kind::kCounter, {}};
  };
  TXTSENTRY_ASSIGN_OR_RETURN(
      metrics_,
      dependencies_.metrics.registry().AddCallbacks(
          {counter("txtsentry_access_log_written_total", "Lines written to the access log."),
           counter("txtsentry_access_log_dropped_total", "Lines that the disk was too slow for."),
           counter("txtsentry_access_log_failed_total", "Lines that the disk did not take."),
           counter("txtsentry_spans_exported_total", "Spans that the collector took."),
           counter("txtsentry_spans_dropped_total", "Spans that the exporter was too slow for."),
           counter("txtsentry_spans_failed_total", "Spans that the collector did not take."),
           counter("txtsentry_connections_accepted_total", "Connections taken."),
           counter("txtsentry_connections_refused_total", "Connections refused for a limit."),
           counter("txtsentry_connections_cut_total", "Connections cut for want of memory."),
           metrics::Description{"txtsentry_memory_allocated_bytes",
                                "Memory asked for and not freed, which --memory-soft-mb is of.",
                                metrics::Kind::kGauge,
                                {}}},
          [this](absl::Span<double> values) {
            const AccessLogStats log =
                access_log_ != nullptr ? access_log_->stats() : AccessLogStats();
            const SpanExporterStats spans = tracer_->stats();
            values[0] = static_cast<double>(log.written);
            values[1] = static_cast<double>(log.dropped);
            values[2] = static_cast<double>(log.failed);
            values[3] = static_cast<double>(spans.exported);
            values[4] = static_cast<double>(spans.dropped);
            values[5] = static_cast<double>(spans.failed);
            const ConnectionGateStats gate =
                gate_ != nullptr ? gate_->stats() : ConnectionGateStats();
            values[6] = static_cast<double>(gate.accepted);
            values[7] = static_cast<double>(gate.refused);
            values[8] = static_cast<double>(gate.cut);
            values[9] = static_cast<double>(AllocatedBytes());
          }));
  return absl::OkStatus();
}

LoadReading Endpoints::ReadLoad() const {
  LoadReading reading;
  reading.cpu_us = ProcessCpuUs();
  reading.tokens = dependencies_.models.stats().tokens;
  const schedule::BatcherLoad load = dependencies_.models.load();
  reading.tokens_per_second = load.tokens_per_second;
  reading.backlog_us = load.backlog_us;
  return reading;
}

absl::StatusOr<std::vector<int>> Endpoints::Bind(const std::vector<std::string>& addresses) {
  TXTSENTRY_ASSIGN_OR_RETURN(
      gate_,
      ConnectionGate::Bind(addresses, LimitsOf(options_.listener, dependencies_.bytes_kept_max)));
  return gate_->ports();
}

void Endpoints::Configure(grpc::ServerBuilder& builder) {
  Apply(options_.listener, builder);
  acceptor_ = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, credentials_);
}

void Endpoints::Accept() { gate_->Serve(std::move(acceptor_)); }

void Endpoints::StopAccepting() {
  if (gate_ != nullptr) gate_->Stop();
}

absl::Status Endpoints::Open() {
  TXTSENTRY_RETURN_IF_ERROR(WithFlag("health-listen", OpenHealth()));
  return WithFlag("http", OpenHttp());
}

absl::Status Endpoints::OpenHealth() {
  if (options_.health_listen.empty()) return absl::OkStatus();
  // Affects only servers built after this call, so never the data port, where callers would see
  // each other's addresses.
  if (options_.channelz) grpc::channelz::experimental::InitChannelzService();
  grpc::ServerBuilder builder;
  Apply(options_.listener, builder);
  builder.SetMaxReceiveMessageSize(kHealthMessageBytesMax);
  builder.AddListeningPort(options_.health_listen, grpc::InsecureServerCredentials(),
                           &health_port_);
  health_server_ = builder.BuildAndStart();
  if (health_server_ == nullptr) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: cannot be bound: the port is taken, or the address is not of this machine",
        options_.health_listen));
  }
  health_.Attach(health_server_->GetHealthCheckService());
  spdlog::info("serving gRPC health{} without TLS on {} (port {})",
               options_.channelz ? " and channelz" : "", options_.health_listen, health_port_);
  return absl::OkStatus();
}

absl::Status Endpoints::OpenHttp() {
  if (options_.http.empty()) return absl::OkStatus();
  HttpHandlers handlers;
  handlers.metrics = [this](metrics::TextFormat format) {
    return dependencies_.metrics.Expose(format);
  };
  handlers.live = [this] {
    return health_.serving(kLivenessName) ? absl::OkStatus()
                                          : absl::UnavailableError("the watchdog says no");
  };
  handlers.ready = [this] {
    return health_.serving("") ? absl::OkStatus() : absl::UnavailableError("not serving");
  };
  TXTSENTRY_ASSIGN_OR_RETURN(http_, HttpServer::Start(options_.http, std::move(handlers)));
  spdlog::info("serving HTTP on {} (port {})", options_.http, http_->port());
  return absl::OkStatus();
}

void Endpoints::Close() {
  http_.reset();
  health_.Detach();
  if (health_server_ != nullptr) {
    health_server_->Shutdown(std::chrono::system_clock::now());
    health_server_->Wait();
    health_server_.reset();
  }
}

}  // namespace txtsentry::server
