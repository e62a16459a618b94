// Accepts the connections of the data port in gRPC's place, so many at a time and no more, and
// hands them over.
//
// gRPC 1.51 has no limit of connections, and its own listener never accepts again once the process
// has run out of file descriptors (CVE-2023-4785); this one refuses and goes on.
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
  int64_t refused = 0;  // For a limit, or for want of file descriptors.
  int64_t cut = 0;      // For want of memory, by its ConnectionWatch.
};

// Thread-safe.
class ConnectionGate {
 public:
  using Acceptor = grpc::experimental::ExternalConnectionAcceptor;

  // Binds every HOST:PORT, and listens: connections wait until Serve. FailedPrecondition naming the
  // address that cannot be bound. 0.0.0.0 and [::] take IPv4 and IPv6 both, where the machine has
  // them.
  static absl::StatusOr<std::unique_ptr<ConnectionGate>> Bind(
      const std::vector<std::string>& addresses, const ConnectionLimits& limits);
  // Stops.
  ~ConnectionGate();

  // One for each address.
  const std::vector<int>& ports() const { return ports_; }

  // Hands connections to a server that has started. Called once.
  void Serve(std::unique_ptr<Acceptor> acceptor);

  // Accepts no more; to be called before the server shuts down. Nothing happens the second time.
  void Stop();

  ConnectionGateStats stats() const;

 private:
  explicit ConnectionGate(const ConnectionLimits& limits) : watch_(limits) {}

  absl::Status Open(const std::string& address);
  void Work();
  void Accept(int listener);
  // With no descriptor left to take a connection with, one that was kept back is given up for it.
  void RefuseWithoutDescriptors(int listener);
  void Count(int64_t ConnectionGateStats::*which);

  ConnectionWatch watch_;
  std::vector<FileDescriptor> listeners_;
  std::vector<int> ports_;
  std::unique_ptr<Acceptor> acceptor_;

  // The thread's alone.
  FileDescriptor spare_;

  mutable base::Mutex mu_;
  ConnectionGateStats stats_ ABSL_GUARDED_BY(mu_);

  FileDescriptor stop_;  // An eventfd; readable once it is time to stop.
  std::thread thread_;   // Last: it uses the rest.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_CONNECTION_GATE_H_
