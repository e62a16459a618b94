// Connection gate: accepts the connections of the data ports in place of gRPC, limits their number
// and passes them to gRPC.
//
// Works around gRPC 1.51, which has no limit of connections, and whose listener stops accepting
// forever once the process has run out of file descriptors (CVE-2023-4785). gRPC 1.53.2, 1.54.3,
// 1.55.3 and 1.56.2 fix the latter; gRPC 1.63 adds a limit for each listener
// (GRPC_ARG_MAX_ALLOWED_INCOMING_CONNECTIONS). So from 1.63 the gate is only needed for the limit
// for each host, for one limit over all listeners and for its counts.
#ifndef TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_CONNECTION_GATE_H_
#define TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_CONNECTION_GATE_H_

#include <grpcpp/server_builder.h>

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/base/mutex.h"
#include "server/listener/connection_limits.h"
#include "server/listener/file_descriptor.h"
#include "server/listener/grpc_workarounds/connection_watch.h"

namespace txtsentry::server {

struct ConnectionGateStats {
  int64_t accepted = 0;
  int64_t refused = 0;  // For a limit, or because no file descriptors were left.
  int64_t cut = 0;      // Reset by ConnectionWatch because memory was short.
};

// Thread-safe.
class ConnectionGate {
 public:
  using Acceptor = grpc::experimental::ExternalConnectionAcceptor;

  // Binds every HOST:PORT and listens; connections wait in the kernel until Serve.
  // FailedPrecondition naming the address that cannot be bound. 0.0.0.0 and [::] accept both IPv4
  // and IPv6 if the machine has both.
  static absl::StatusOr<std::unique_ptr<ConnectionGate>> Bind(
      const std::vector<std::string>& addresses, const ConnectionLimits& limits);
  // Calls Stop.
  ~ConnectionGate();

  // One port per address.
  const std::vector<int>& ports() const { return ports_; }

  // Starts passing connections to a running server. Called once.
  void Serve(std::unique_ptr<Acceptor> acceptor);

  // Stops accepting; must be called before the server shuts down. Later calls do nothing.
  void Stop();

  ConnectionGateStats stats() const;

 private:
  explicit ConnectionGate(const ConnectionLimits& limits) : watch_(limits) {}

  absl::Status Open(const std::string& address);
  void Work();
  void Accept(int listener);
  // Called if no descriptor is left to accept a connection: closes the spare one, accepts, and
  // closes the connection.
  void RefuseWithoutDescriptors(int listener);
  void Count(int64_t ConnectionGateStats::*which);

  ConnectionWatch watch_;
  std::vector<FileDescriptor> listeners_;
  std::vector<int> ports_;
  std::unique_ptr<Acceptor> acceptor_;

  // Used only by the thread.
  FileDescriptor spare_;

  mutable base::Mutex mu_;
  ConnectionGateStats stats_ ABSL_GUARDED_BY(mu_);

  FileDescriptor stop_;  // An eventfd; readable when the thread must stop.
  std::thread thread_;   // Last member: the thread uses the others.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_CONNECTION_GATE_H_
