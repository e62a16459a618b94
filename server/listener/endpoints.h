// Endpoints: the listeners with credentials, authorization and connection limits, and the health,
// metrics, access log, traces and load reports behind them.
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

// Thread-safe between Open and Close.
class Endpoints {
 public:
  // References are borrowed and must outlive the endpoints.
  struct Dependencies {
    const base::Clock& clock;
    const ModelHost& models;
    ServerMetrics& metrics;
    double processors = 1;       // Processors that the process may use.
    int64_t bytes_kept_max = 0;  // Maximum bytes of queues and caches.
  };

  // Opens files but no ports. Returns the errors of the members.
  static absl::StatusOr<std::unique_ptr<Endpoints>> Create(const EndpointOptions& options,
                                                           const Dependencies& dependencies);
  // Calls Close.
  ~Endpoints();

  // Used by the handlers.
  const CallServices& calls() const { return calls_; }

  // Binds the data ports and returns one port per address. InvalidArgument or FailedPrecondition
  // naming the address that cannot be bound. Connections wait in the kernel until Accept.
  absl::StatusOr<std::vector<int>> Bind(const std::vector<std::string>& addresses);
  // Configures a server for the data ports. After that server has started, Accept passes
  // connections to it.
  void Configure(grpc::ServerBuilder& builder);
  void Accept();
  // Must be called before the server shuts down.
  void StopAccepting();

  Health& health() { return health_; }

  // Serves the health and HTTP ports. Called after the data port is served, because orchestrators
  // ask these ports about it. FailedPrecondition naming the flag for an address that cannot be
  // bound.
  absl::Status Open();
  // Closes these ports. Called after the data port is closed; later calls do nothing.
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
  std::unique_ptr<ConnectionGate::Acceptor> acceptor_;  // Set from Configure to Accept.
  Health health_;
  std::unique_ptr<grpc::Server> health_server_;
  int health_port_ = 0;
  metrics::CallbackRegistration metrics_;
  std::unique_ptr<HttpServer> http_;  // Last member: its threads use the others.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_ENDPOINTS_H_
