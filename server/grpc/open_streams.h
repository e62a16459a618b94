// Registry of the open streams, used to drain them.
#ifndef TXTSENTRY_SERVER_GRPC_OPEN_STREAMS_H_
#define TXTSENTRY_SERVER_GRPC_OPEN_STREAMS_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "core/base/mutex.h"

namespace txtsentry::server {

// A stream that can stop reading and end once the requests it has read are answered.
class Drainable {
 public:
  virtual ~Drainable() = default;
  virtual void BeginDrain() = 0;
};

// Thread-safe.
class OpenStreams {
 public:
  // Registers a stream until Remove; returns true if draining has begun.
  bool Add(const std::shared_ptr<Drainable>& stream) {
    const base::MutexLock lock(mu_);
    streams_.emplace(stream.get(), stream);
    return draining_;
  }

  void Remove(const Drainable* stream) {
    const base::MutexLock lock(mu_);
    streams_.erase(stream);
  }

  // Drains every open stream; Add reports the drain to later streams.
  void BeginDrain() {
    std::vector<std::shared_ptr<Drainable>> open;
    {
      const base::MutexLock lock(mu_);
      draining_ = true;
      for (const auto& [key, stream] : streams_) {
        if (auto alive = stream.lock()) open.push_back(std::move(alive));
      }
    }
    for (const auto& stream : open) stream->BeginDrain();
  }

 private:
  base::Mutex mu_;
  bool draining_ ABSL_GUARDED_BY(mu_) = false;
  absl::flat_hash_map<const Drainable*, std::weak_ptr<Drainable>> streams_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_GRPC_OPEN_STREAMS_H_
