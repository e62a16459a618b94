// What a load is sent to.
#ifndef TXTSENTRY_CLIENT_BENCH_LOAD_TARGET_H_
#define TXTSENTRY_CLIENT_BENCH_LOAD_TARGET_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::client {

// Thread-safe.
class LoadTarget {
 public:
  // The response means nothing unless the status is OK.
  using Done = std::function<void(const absl::Status&, const v1::ClassifyResponse&)>;

  virtual ~LoadTarget() = default;

  // Starts a call and never waits. `request` is a serialized v1::ClassifyRequest. `done` is called
  // exactly once, from any thread; from within Send only with a failure. It may call Send, unless
  // it was given a failure.
  virtual void Send(std::string request, Done done) = 0;

  // Ends the calls that have no deadline of their own; their `done` has been called on return.
  virtual void Abandon() = 0;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_LOAD_TARGET_H_
