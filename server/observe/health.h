// Health status of the process, reported identically by all of its gRPC servers.
#ifndef TXTSENTRY_SERVER_OBSERVE_HEALTH_H_
#define TXTSENTRY_SERVER_OBSERVE_HEALTH_H_

#include <grpcpp/health_check_service_interface.h>

#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "core/base/mutex.h"

namespace txtsentry::server {

// Whether the process works; the other names say whether to send it calls.
inline constexpr char kLivenessName[] = "liveness";

// Thread-safe. A name is a gRPC service, or "" for the whole process.
class Health {
 public:
  // Reports all current and future statuses to `service` until Detach. `service` is borrowed, not
  // null, and belongs to a running server.
  void Attach(grpc::HealthCheckServiceInterface* service);
  // Must be called before the servers are destroyed.
  void Detach();

  void Set(const std::string& name, bool serving);
  // Sets every known name and "", except liveness, because a draining process is alive.
  void SetAll(bool serving);

  // False for an unknown name.
  bool serving(const std::string& name) const;

 private:
  mutable base::Mutex mu_;
  std::vector<grpc::HealthCheckServiceInterface*> services_ ABSL_GUARDED_BY(mu_);
  std::map<std::string, bool> serving_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OBSERVE_HEALTH_H_
