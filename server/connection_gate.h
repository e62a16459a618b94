// Accepts the connections of the data port in gRPC's place, so many at a time and no more, and
// hands them over.
//
// gRPC 1.51 has no limit of connections, and its own listener never accepts again once the process
// has run out of file descriptors (CVE-2023-4785); this one refuses and goes on.
#ifndef TXTSENTRY_SERVER_CONNECTION_GATE_H_
#define TXTSENTRY_SERVER_CONNECTION_GATE_H_

#include <grpcpp/server_builder.h>
#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/base/mutex.h"
#include "server/file_descriptor.h"

namespace txtsentry::server {

struct ConnectionGateStats {
  int64_t accepted = 0;
  int64_t refused = 0;  // For the limit, or for want of file descriptors.
};

// Thread-safe.
class ConnectionGate {
 public:
  using Acceptor = grpc::experimental::ExternalConnectionAcceptor;

  // Binds every HOST:PORT, and listens: connections wait until Serve. FailedPrecondition naming the
  // address that cannot be bound. `connections_max`, at least 1: open at a time, all addresses
  // together. 0.0.0.0 and [::] take IPv4 and IPv6 both, where the machine has them.
  static absl::StatusOr<std::unique_ptr<ConnectionGate>> Bind(
      const std::vector<std::string>& addresses, int64_t connections_max);
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
  explicit ConnectionGate(int64_t connections_max) : connections_max_(connections_max) {}

  absl::Status Open(const std::string& address);
  void Work();
  void Accept(int listener);
  // With no descriptor left to take a connection with, one that was kept back is given up for it.
  void RefuseWithoutDescriptors(int listener);
  bool HasRoom();
  void Forget();
  void Count(int64_t ConnectionGateStats::*which);

  const int64_t connections_max_;
  std::vector<FileDescriptor> listeners_;
  std::vector<int> ports_;
  std::unique_ptr<Acceptor> acceptor_;

  // The thread's alone. gRPC closes a connection without a word: a descriptor that is no longer the
  // same socket is one less.
  absl::flat_hash_map<int, ino_t> open_;
  int64_t forgotten_at_us_ = 0;
  FileDescriptor spare_;

  mutable base::Mutex mu_;
  ConnectionGateStats stats_ ABSL_GUARDED_BY(mu_);

  FileDescriptor stop_;  // An eventfd; readable once it is time to stop.
  std::thread thread_;   // Last: it uses the rest.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_CONNECTION_GATE_H_
