// Which connections are open, from where, and which of them only send.
//
// gRPC 1.51 keeps every field of a call's headers however many frames they come in (CONTINUATION).
// While memory runs short, connections that send and are sent nothing are cut here: inside a block
// of headers nothing else may be sent, and the server answers nothing, not even with leave to send
// more, which data gets. On a thread of its own, as gRPC may read of a connection on the thread
// that hands it over for as long as there is something to read.
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

  // Whether the limits allow one more connection of `host`, any name for where it is from.
  bool HasRoomFor(const std::string& host);

  // To be called before the connection is handed to whoever closes it, without a word: a descriptor
  // that is no longer the same socket is one connection less.
  void Keep(int fd, std::string host);

  // Whether what a connection held that was cut a moment ago is still to be freed.
  bool short_of_memory() const { return short_of_memory_; }

  // Connections that were cut.
  int64_t cut() const { return cut_; }

 private:
  struct Connection {
    ino_t inode = 0;  // Of its socket.
    std::string host;
    uint64_t sent = 0;
    uint64_t read_before = 0;  // When `sent` was last seen to grow.
  };

  void Work();
  void Look() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Forget() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Release(const Connection& gone) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // The descriptor of the one that has sent most since the server last sent it anything; -1 when
  // none has sent much.
  int FindOneThatOnlySends() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const ConnectionLimits limits_;

  base::Mutex mu_;
  absl::flat_hash_map<int, Connection> open_ ABSL_GUARDED_BY(mu_);
  absl::flat_hash_map<std::string, int64_t> open_of_host_ ABSL_GUARDED_BY(mu_);
  int64_t forgotten_at_us_ ABSL_GUARDED_BY(mu_) = 0;
  bool stop_ ABSL_GUARDED_BY(mu_) = false;
  base::CondVar changed_;

  // The thread's alone.
  int64_t alert_until_us_ = 0;
  int64_t cut_at_us_ = std::numeric_limits<int64_t>::min() / 2;
  std::atomic<bool> short_of_memory_ = false;
  std::atomic<int64_t> cut_ = 0;

  std::thread thread_;  // Last: it uses the rest.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_LISTENER_GRPC_WORKAROUNDS_CONNECTION_WATCH_H_
