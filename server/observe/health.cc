#include "server/observe/health.h"

namespace txtsentry::server {

// gRPC's service only stores a status and notifies watchers on its own threads. So it is called
// under the lock, and all servers get the changes in the same order.

void Health::Attach(grpc::HealthCheckServiceInterface* service) {
  const base::MutexLock lock(mu_);
  services_.push_back(service);
  // A new server starts with "" serving, whatever the process's status.
  service->SetServingStatus("", serving_[""]);
  for (const auto& [name, serving] : serving_) service->SetServingStatus(name, serving);
}

void Health::Detach() {
  const base::MutexLock lock(mu_);
  services_.clear();
}

void Health::Set(const std::string& name, bool serving) {
  const base::MutexLock lock(mu_);
  serving_[name] = serving;
  for (auto* service : services_) service->SetServingStatus(name, serving);
}

void Health::SetAll(bool serving) {
  const base::MutexLock lock(mu_);
  serving_[""] = serving;
  for (auto& [name, status] : serving_) {
    if (name == kLivenessName) continue;
    status = serving;
    for (auto* service : services_) service->SetServingStatus(name, serving);
  }
}

bool Health::serving(const std::string& name) const {
  const base::MutexLock lock(mu_);
  const auto found = serving_.find(name);
  return found != serving_.end() && found->second;
}

}  // namespace txtsentry::server
