// The server: starts models, services and listeners, and drains them.
#ifndef TXTSENTRY_SERVER_SERVER_H_
#define TXTSENTRY_SERVER_SERVER_H_

#include <grpcpp/server.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "core/base/clock.h"
#include "core/base/cpu_budget.h"
#include "core/base/mutex.h"
#include "core/cache/score_cache.h"
#include "server/grpc/classifier_service.h"
#include "server/listener/endpoints.h"
#include "server/models/model_control.h"
#include "server/models/model_host.h"
#include "server/models/model_loader.h"
#include "server/models/model_repository.h"
#include "server/models/shadow.h"
#include "server/observe/server_metrics.h"
#include "server/observe/watchdog.h"
#include "server/oip/inference_service.h"
#include "server/options/options.h"

namespace txtsentry::server {

// The service name in grpc.health.v1; "" stands for the whole process.
inline constexpr char kServiceName[] = "txtsentry.v1.TxtClassifier";
// Prefix of a model's name in grpc.health.v1: SERVING while a version is live.
inline constexpr char kModelHealthPrefix[] = "model/";

// Thread-safe.
class Server {
 public:
  // Loads and warms up the models, binds every listener and finally reports SERVING. After an error
  // nothing is left running: the error is the model's (model_loader.h, model_repository.h), or
  // FailedPrecondition for an address that cannot be bound.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options);

  // Drains without a lame-duck phase.
  ~Server();

  // One port per address in options.listen.
  const std::vector<int>& ports() const { return ports_; }
  // Ports of options.endpoints; 0 if not configured.
  int http_port() const { return endpoints_->http_port(); }
  int health_port() const { return endpoints_->health_port(); }

  // The model repository; null with --model.
  ModelRepository* repository() { return repository_.get(); }
  const Shadow& shadow() const { return shadow_; }

  // Reports NOT_SERVING in health, but still serves.
  void BeginLameDuck();

  // Refuses new calls, answers the accepted ones (after `drain_ms`, cancels the rest) and returns
  // when nothing runs any more. Logs the outcome.
  void Drain(int64_t drain_ms);

 private:
  explicit Server(const ServerOptions& options);

  absl::Status Load();
  absl::Status LoadOne();
  absl::Status LoadRepository();
  absl::Status Listen();
  absl::Status WritePortFile() const;
  // Sets the health of each model name by whether it is live.
  void ShowModelHealth();
  void StartWatchdog();

  const ServerOptions options_;
  base::SteadyClock clock_;
  const base::CpuBudget budget_;
  const int workers_;
  std::unique_ptr<cache::ScoreCache> score_cache_;       // nullptr: no caching.
  std::unique_ptr<pipeline::RecordCache> record_cache_;  // Exists together with score_cache_.
  std::unique_ptr<ServerMetrics> metrics_;
  std::unique_ptr<ModelLoader> loader_;
  ModelHost models_;
  // Holds references to versions of models_, which waits for them in its destructor.
  Shadow shadow_;
  std::unique_ptr<ModelRepository> repository_;
  std::unique_ptr<Endpoints> endpoints_;
  std::unique_ptr<ClassifierService> service_;
  std::unique_ptr<oip::InferenceService> inference_;
  std::unique_ptr<grpc::Server> grpc_;
  std::unique_ptr<Watchdog> watchdog_;  // nullptr: off.
  std::vector<int> ports_;
  bool drained_ = false;

  base::Mutex model_health_mu_;
  std::map<std::string, bool> model_health_
      ABSL_GUARDED_BY(model_health_mu_);  // Names that were ever live.
  bool leaving_ ABSL_GUARDED_BY(model_health_mu_) = false;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_SERVER_H_
