// Connection watch: tracks the open connections of each host, and resets those that only send while
// memory is short.
//
// Works around gRPC 1.51, which buffers all fields of a call's headers without limit if they come
// in several frames (CONTINUATION, part of CVE-2023-33953). gRPC 1.53.2, 1.54.3, 1.55.2 and 1.56.2
// fix that; from then on only the counts for the connection limits are needed (connection_gate.h).
//
// While memory is short, the watch resets connections that send but are sent nothing: within a
// header block a client may send nothing else, and the server sends it nothing, not even window
// updates, which it sends for data. The watch has its own thread, because gRPC may read from a
// connection on the accepting thread for as long as data arrives.
#ifndef TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_CONNECTION_WATCH_H_
#define TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_CONNECTION_WATCH_H_

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <limits>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "core/base/mutex.h"
#include "server/listener/connection_limits.h"

namespace txtsentry::server {

// Thread-safe.
class ConnectionWatch {
 public:
  explicit ConnectionWatch(const ConnectionLimits& limits);
  ~ConnectionWatch();

  // Whether the limits allow one more connection of `host`, an arbitrary key of the peer's host.
  bool HasRoomFor(const std::string& host);

  // Registers a connection before it is passed to its owner, who closes it without notice: a
  // connection counts as closed once its descriptor is no longer the same socket.
  void Keep(int fd, std::string host);

  // Whether memory of a recently reset connection is still being freed.
  bool short_of_memory() const { return short_of_memory_; }

  // Number of connections that were reset.
  int64_t cut() const { return cut_; }

 private:
  struct Connection {
    ino_t inode = 0;  // Inode of its socket.
    std::string host;
    uint64_t sent = 0;
    uint64_t read_before = 0;  // Value of `read` when `sent` last grew.
  };

  void Work();
  void Check() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Forget() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Release(const Connection& gone) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Returns the descriptor of the connection that has sent most since the server last sent it
  // anything; -1 if none has sent much.
  int FindOneThatOnlySends() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const ConnectionLimits limits_;

  base::Mutex mu_;
  absl::flat_hash_map<int, Connection> open_ ABSL_GUARDED_BY(mu_);
  absl::flat_hash_map<std::string, int64_t> open_of_host_ ABSL_GUARDED_BY(mu_);
  int64_t forgotten_at_us_ ABSL_GUARDED_BY(mu_) = 0;
  bool stop_ ABSL_GUARDED_BY(mu_) = false;
  base::CondVar changed_;

  // Used only by the thread.
  int64_t alert_until_us_ = 0;
  int64_t cut_at_us_ = std::numeric_limits<int64_t>::min() / 2;
  std::atomic<bool> short_of_memory_ = false;
  std::atomic<int64_t> cut_ = 0;

  std::thread thread_;  // Last member: the thread uses the others.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_CONNECTION_WATCH_H_
