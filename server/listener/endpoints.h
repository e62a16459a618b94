// What stands between callers and the service: credentials, who may call, limits of connections,
// and what the outside sees of the inside: health, metrics, access log, traces, load.
#ifndef TXTSENTRY_SERVER_LISTENER_ENDPOINTS_H_
#define TXTSENTRY_SERVER_LISTENER_ENDPOINTS_H_

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "core/base/clock.h"
#include "core/metrics/registry.h"
#include "server/grpc/call_context.h"
#include "server/http/http_server.h"
#include "server/listener/grpc_workarounds/connection_gate.h"
#include "server/models/model_host.h"
#include "server/observe/access_log.h"
#include "server/observe/health.h"
#include "server/observe/load_report.h"
#include "server/observe/server_metrics.h"
#include "server/observe/trace/tracer.h"
#include "server/options/endpoint_options.h"
#include "server/security/authorizer.h"

namespace txtsentry::server {

// Thread-safe once it is open, and until it closes.
class Endpoints {
 public:
  // All borrowed, and outlive the edge.
  struct Dependencies {
    const base::Clock& clock;
    const ModelHost& models;
    ServerMetrics& metrics;
    double processors = 1;       // That the process may use.
    int64_t bytes_kept_max = 0;  // What its queues and caches may hold.
  };

  // Opens files and nothing else. The errors of what it is made of.
  static absl::StatusOr<std::unique_ptr<Endpoints>> Create(const EndpointOptions& options,
                                                           const Dependencies& dependencies);
  // Closes.
  ~Endpoints();

  // For the handlers.
  const CallServices& calls() const { return calls_; }

  // Binds the data ports: one for each address, InvalidArgument or FailedPrecondition naming the
  // one that cannot be bound. Connections wait there until Accept.
  absl::StatusOr<std::vector<int>> Bind(const std::vector<std::string>& addresses);
  // Sets a server up to serve them; then it starts, and then it is given their connections.
  void Configure(grpc::ServerBuilder& builder);
  void Accept();
  // Before it shuts down.
  void StopAccepting();

  Health& health() { return health_; }

  // Serves the ports beside the data's, after it: an orchestrator asks them whether the data port
  // is there. FailedPrecondition naming the flag for an address that cannot be bound.
  absl::Status Open();
  // Shuts them, after the data port. Nothing happens the second time.
  void Close();

  int http_port() const { return http_ != nullptr ? http_->port() : 0; }
  int health_port() const { return health_port_; }

 private:
  Endpoints(const EndpointOptions& options, const Dependencies& dependencies)
      : options_(options), dependencies_(dependencies) {}

  absl::Status Build();
  absl::Status AddMetrics();
  LoadReading ReadLoad() const;
  absl::Status OpenHealth();
  absl::Status OpenHttp();

  const EndpointOptions options_;
  const Dependencies dependencies_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::unique_ptr<Authorizer> authorizer_;
  std::unique_ptr<Tracer> tracer_;
  std::unique_ptr<AccessLog> access_log_;
  std::unique_ptr<LoadReport> load_;
  CallServices calls_;
  std::unique_ptr<ConnectionGate> gate_;
  std::unique_ptr<ConnectionGate::Acceptor> acceptor_;  // From Configure to Accept.
  Health health_;
  std::unique_ptr<grpc::Server> health_server_;
  int health_port_ = 0;
  metrics::CallbackRegistration metrics_;
  std::unique_ptr<HttpServer> http_;  // Last: its threads use the rest.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_ENDPOINTS_H_
