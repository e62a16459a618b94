// What the process says of its health, the same on every gRPC server that it has.
#ifndef TXTSENTRY_SERVER_OBSERVE_HEALTH_H_
#define TXTSENTRY_SERVER_OBSERVE_HEALTH_H_

#include <grpcpp/health_check_service_interface.h>

#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "core/base/mutex.h"

namespace txtsentry::server {

// Whether the process still does its work; the other names say whether to send it calls.
inline constexpr char kLivenessName[] = "liveness";

// Thread-safe. A name is a gRPC service, or "" for the process.
class Health {
 public:
  // Says on it what has been said so far, and whatever is said later, until Detach. `service` is
  // borrowed, not null, and belongs to a server that runs.
  void Attach(grpc::HealthCheckServiceInterface* service);
  // Before the servers go.
  void Detach();

  void Set(const std::string& name, bool serving);
  // Every name that was set, and "", but not liveness: a process that drains is alive.
  void SetAll(bool serving);

  // False for a name that was never set.
  bool serving(const std::string& name) const;

 private:
  mutable base::Mutex mu_;
  std::vector<grpc::HealthCheckServiceInterface*> services_ ABSL_GUARDED_BY(mu_);
  std::map<std::string, bool> serving_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_HEALTH_H_
