// The interface of a load's target.
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
  // The response is valid only if the status is OK.
  using Done = std::function<void(const absl::Status&, const v1::ClassifyResponse&)>;

  virtual ~LoadTarget() = default;

  // Starts a call without blocking. `request` is a serialized v1::ClassifyRequest. `done` is called
  // exactly once, from any thread; from inside Send only with a failure. It may call Send, unless
  // it received a failure.
  virtual void Send(std::string request, Done done) = 0;

  // Ends all calls without a deadline; their `done` has been called when this returns.
  virtual void Abandon() = 0;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_LOAD_TARGET_H_
