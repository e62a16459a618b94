#include "server/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "core/base/cpu_budget.h"
#include "core/base/file.h"
#include "core/base/status.h"
#include "core/classify/classifier.h"

namespace txtsentry::server {

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options) {
  TXTSENTRY_RETURN_IF_ERROR(Validate(options));
  std::unique_ptr<Server> server(new Server(options));
  TXTSENTRY_RETURN_IF_ERROR(server->Load());
  TXTSENTRY_RETURN_IF_ERROR(server->Listen());
  return server;
}

Server::Server(const ServerOptions& options)
    : options_(options), shadow_([&options] {
        ShadowOptions shadow;
        shadow.sample = options.shadow_sample;
        return shadow;
      }()) {}

Server::~Server() { Drain(0); }

absl::Status Server::Load() {
  const base::CpuBudget budget = base::ReadCpuBudget();
  workers_ = options_.workers > 0 ? options_.workers : budget.Threads();
  ModelLoaderOptions loader_options;
  loader_options.threshold = options_.threshold;
  classify::ClassifierOptions& options = loader_options.classifier;
  options.engine.engine = options_.engine;
  options.engine.device = options_.device;
  options.engine.precision = options_.precision;
  options.workers = workers_;
  options.pin_workers = options_.pin_workers;
  options.rows_max = options_.queue_rows_max;
  options.tokens_max = options_.queue_tokens_max;
  options.bytes_max = options_.queue_bytes_max;
  options.batch_rows_max = options_.batch_rows_max;
  options.batch_tokens_max = options_.batch_tokens_max;
  options.explain_bytes_max = options_.explain_bytes_max;
  TXTSENTRY_ASSIGN_OR_RETURN(options.judge.policy, verdict::ParsePolicy(options_.policy));
  options.judge.owner_names_file = options_.owner_names;
  loader_ = std::make_unique<ModelLoader>(clock_, std::move(loader_options));
  TXTSENTRY_RETURN_IF_ERROR(options_.repository.empty() ? LoadOne() : LoadRepository());
  TXTSENTRY_ASSIGN_OR_RETURN(const ServedModelPtr served, models_.Default());
  const classify::Classifier& classifier = *served->classifier;
  spdlog::info("model {} from {}, threshold {}, policy {}", served->display_name, served->path,
               classifier.model_info().threshold, options_.policy);
  spdlog::info("engine: {}", classifier.why_engine());
  const engine::EngineInfo engine = classifier.engine().info();
  spdlog::info("engine workers {}{}, {} KiB each beside {} KiB shared; processors: {}", workers_,
               options_.pin_workers ? " (pinned)" : "", engine.worker_bytes / 1024,
               engine.shared_bytes / 1024, budget.ToString());
  return absl::OkStatus();
}

absl::Status Server::LoadOne() {
  ModelSource source;
  source.path = options_.model;
  TXTSENTRY_ASSIGN_OR_RETURN(LoadedModel loaded, loader_->Load(source));
  spdlog::info("model {} passed: {}", loaded.served.display_name, LoadTimesText(loaded.times));
  models_.GoLive(std::move(loaded.served));
  return absl::OkStatus();
}

absl::Status Server::LoadRepository() {
  RepositoryOptions repository;
  repository.folder = options_.repository;
  repository.default_model = options_.default_model;
  if (options_.repository_mode == "poll") repository.poll_ms = options_.repository_poll_ms;
  TXTSENTRY_ASSIGN_OR_RETURN(repository_,
                             ModelRepository::Create(repository, *loader_, models_, shadow_));
  return absl::OkStatus();
}

absl::Status Server::Listen() {
  ServiceOptions service_options;
  service_options.records_max = options_.records_max;
  service_options.stream_requests_max = options_.stream_requests_max;
  service_options.explain_calls_max = options_.explain_calls_max;
  service_options.message_bytes_max = options_.message_bytes_max;
  service_options.workers = workers_;
  service_ = std::make_unique<ClassifierService>(models_, clock_, service_options);

  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  // Without this a second server on the same port would bind too and take half of the connections.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.SetMaxReceiveMessageSize(static_cast<int>(options_.message_bytes_max));
  ports_.assign(options_.listen.size(), 0);
  for (size_t i = 0; i < ports_.size(); ++i) {
    builder.AddListeningPort(options_.listen[i], grpc::InsecureServerCredentials(), &ports_[i]);
  }
  builder.RegisterService(service_.get());
  grpc_ = builder.BuildAndStart();
  if (grpc_ == nullptr) {
    // BuildAndStart gives up at the first address that it cannot bind, whose port stays 0.
    const auto unbound = std::find(ports_.begin(), ports_.end(), 0) - ports_.begin();
    return absl::FailedPreconditionError(absl::StrFormat(
        "--listen %s: cannot be bound: the port is taken, or the address is not of this machine",
        options_.listen[std::min<size_t>(unbound, ports_.size() - 1)]));
  }
  if (!options_.port_file.empty()) {
    TXTSENTRY_RETURN_IF_ERROR(
        base::WriteFileAtomically(options_.port_file, absl::StrJoin(ports_, "\n") + "\n"));
  }
  grpc_->GetHealthCheckService()->SetServingStatus(kServiceName, true);
  for (size_t i = 0; i < ports_.size(); ++i) {
    spdlog::info("serving gRPC on {} (port {})", options_.listen[i], ports_[i]);
  }
  return absl::OkStatus();
}

void Server::BeginLameDuck() { grpc_->GetHealthCheckService()->SetServingStatus(false); }

void Server::Drain(int64_t drain_ms) {
  if (std::exchange(drained_, true)) return;
  if (grpc_ != nullptr) {
    BeginLameDuck();
    service_->BeginDrain();
    grpc_->Shutdown(std::chrono::system_clock::now() + std::chrono::milliseconds(drain_ms));
    grpc_->Wait();
  }
  models_.Drain();
  const batch::BatcherStats stats = models_.stats();
  if (grpc_ == nullptr) return;
  spdlog::info(
      "drained: rows accepted {}, scored {}, failed {}, expired {}, cancelled {}, rejected {}; "
      "batches {}, tokens {}, padded tokens {}",
      stats.rows_accepted, stats.rows_scored, stats.rows_failed, stats.rows_expired,
      stats.rows_cancelled, stats.rows_rejected, stats.batches, stats.tokens, stats.padded_tokens);
}

}  // namespace txtsentry::server
