// The running service: listeners, health, reflection, drain.
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

// The name of the service in grpc.health.v1; "" speaks for the process.
inline constexpr char kServiceName[] = "txtsentry.v1.TxtClassifier";
// And the name of a model: whether a version of it is live.
inline constexpr char kModelHealthPrefix[] = "model/";

// Thread-safe.
class Server {
 public:
  // Loads the models, which warms them up, binds every listener and then, last, says SERVING. An
  // error leaves nothing running: the model's (model_loader.h, model_repository.h), or
  // FailedPrecondition for an address that cannot be bound.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options);

  // Drains without a lame-duck time.
  ~Server();

  // One port for each address in options.listen.
  const std::vector<int>& ports() const { return ports_; }
  // Of options.endpoints; 0 where there is none.
  int http_port() const { return endpoints_->http_port(); }
  int health_port() const { return endpoints_->health_port(); }

  // The repository's; null with --model.
  ModelRepository* repository() { return repository_.get(); }
  const Shadow& shadow() const { return shadow_; }

  // Says NOT_SERVING in health and serves on.
  void BeginLameDuck();

  // Takes no more calls, answers those accepted (until `drain_ms` have passed, then cancels the
  // rest) and returns when nothing runs any more. Logs what was done.
  void Drain(int64_t drain_ms);

 private:
  explicit Server(const ServerOptions& options);

  absl::Status Load();
  absl::Status LoadOne();
  absl::Status LoadRepository();
  absl::Status Listen();
  absl::Status WritePortFile() const;
  // Sets the health of model names to whether they are live.
  void ShowModelHealth();
  void StartWatchdog();

  const ServerOptions options_;
  base::SteadyClock clock_;
  const base::CpuBudget budget_;
  const int workers_;
  std::unique_ptr<cache::ScoreCache> score_cache_;     // nullptr: results are not kept.
  std::unique_ptr<pipeline::RecordCache> record_cache_;  // With cache_.
  std::unique_ptr<ServerMetrics> metrics_;
  std::unique_ptr<ModelLoader> loader_;
  ModelHost models_;
  Shadow shadow_;  // Holds versions of models_, which waits for them at its end.
  std::unique_ptr<ModelRepository> repository_;
  std::unique_ptr<Endpoints> endpoints_;
  std::unique_ptr<ClassifierService> service_;
  std::unique_ptr<oip::InferenceService> inference_;
  std::unique_ptr<grpc::Server> grpc_;
  std::unique_ptr<Watchdog> watchdog_;  // nullptr: nobody watches.
  std::vector<int> ports_;
  bool drained_ = false;

  base::Mutex model_health_mu_;
  std::map<std::string, bool> model_health_
      ABSL_GUARDED_BY(model_health_mu_);  // Of names once live.
  bool leaving_ ABSL_GUARDED_BY(model_health_mu_) = false;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_SERVER_H_
