#include "server/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "core/base/cpu_budget.h"
#include "core/base/file.h"
#include "core/base/status.h"
#include "core/pipeline/classifier.h"
#include "server/listener/grpc_workarounds/listener_probe.h"

namespace txtsentry::server {
namespace {

// Timeout of the watchdog's connection to a listener of this process.
constexpr base::TimeUs kListenerTimeoutUs = 1'000'000;

int64_t PrefixBytesOfWorker(const ServerOptions& options, const engine::EngineInfo& engine) {
  return options.prefix_states * engine.prefix_state_bytes;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options) {
  TXTSENTRY_RETURN_IF_ERROR(Validate(options));
  std::unique_ptr<Server> server(new Server(options));
  TXTSENTRY_RETURN_IF_ERROR(server->Load());
  TXTSENTRY_RETURN_IF_ERROR(server->Listen());
  return server;
}

Server::Server(const ServerOptions& options)
    : options_(options),
      budget_(base::ReadCpuBudget()),
      workers_(options.workers > 0 ? options.workers : budget_.Threads()),
      shadow_([&options] {
        ShadowOptions shadow;
        shadow.sample = options.shadow_sample;
        return shadow;
      }()) {}

Server::~Server() {
  Drain(0);
  // Its thread may still be reporting a model that went live.
  repository_.reset();
}

absl::Status Server::Load() {
  if (options_.cache_bytes_max > 0) {
    cache::ScoreCacheOptions cache_options;
    // Half of the memory is for the score cache, half for the record cache.
    cache_options.bytes_max = options_.cache_bytes_max / 2;
    TXTSENTRY_ASSIGN_OR_RETURN(const cache::Bits128 sip_key, cache::RandomSipKey());
    TXTSENTRY_ASSIGN_OR_RETURN(score_cache_, cache::ScoreCache::Create(cache_options, sip_key));
    TXTSENTRY_ASSIGN_OR_RETURN(
        record_cache_, pipeline::RecordCache::Create(options_.cache_bytes_max / 2, sip_key));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(metrics_, ServerMetrics::Create(models_, score_cache_.get(),
                                                             record_cache_.get(), workers_ + 4));

  ModelLoaderOptions loader_options;
  loader_options.threshold = options_.threshold;
  pipeline::ClassifierOptions& options = loader_options.classifier;
  options.score_cache = score_cache_.get();
  options.record_cache = record_cache_.get();
  options.observer = metrics_.get();
  options.engine.engine = options_.engine;
  options.engine.device = options_.device;
  options.engine.precision = options_.precision;
  options.workers = workers_;
  options.pin_workers = options_.pin_workers;
  options.prefix_states = options_.prefix_states;
  options.rows_max = options_.queue_rows_max;
  options.tokens_max = options_.queue_tokens_max;
  options.bytes_max = options_.queue_bytes_max;
  options.batch_rows_max = options_.batch_rows_max;
  options.batch_tokens_max = options_.batch_tokens_max;
  options.explain_bytes_max = options_.explain_bytes_max;
  TXTSENTRY_ASSIGN_OR_RETURN(options.judge.policy, rules::ParsePolicy(options_.policy));
  options.judge.owner_names_file = options_.owner_names;
  loader_ = std::make_unique<ModelLoader>(clock_, std::move(loader_options));
  TXTSENTRY_RETURN_IF_ERROR(options_.repository.empty() ? LoadOne() : LoadRepository());
  TXTSENTRY_RETURN_IF_ERROR(metrics_->AddModelCounts(repository_.get(), shadow_));
  TXTSENTRY_ASSIGN_OR_RETURN(const ServedModelPtr served, models_.Default());
  const pipeline::Classifier& classifier = *served->classifier;
  spdlog::info("model {} from {}, threshold {}, policy {}", served->display_name, served->path,
               classifier.model_info().threshold, options_.policy);
  spdlog::info("engine: {}", classifier.why_engine());
  const engine::EngineInfo engine = classifier.engine().info();
  spdlog::info("engine workers {}{}, {} KiB each beside {} KiB shared; processors: {}", workers_,
               options_.pin_workers ? " (pinned)" : "",
               (engine.worker_bytes + PrefixBytesOfWorker(options_, engine)) / 1024,
               engine.shared_bytes / 1024, budget_.ToString());
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
  TXTSENTRY_ASSIGN_OR_RETURN(const ServedModelPtr served, models_.Default());
  const int64_t prefix_bytes =
      workers_ * PrefixBytesOfWorker(options_, served->classifier->engine().info());
  // A token is a 4-byte id; a text is held by the call's message and by its records.
  const int64_t bytes_kept_max = options_.cache_bytes_max + 4 * options_.queue_tokens_max +
                                 2 * options_.queue_bytes_max + prefix_bytes;
  const Endpoints::Dependencies dependencies = {
      clock_, models_, *metrics_, static_cast<double>(budget_.Threads()), bytes_kept_max};
  TXTSENTRY_ASSIGN_OR_RETURN(endpoints_, Endpoints::Create(options_.endpoints, dependencies));
  service_ =
      std::make_unique<ClassifierService>(models_, clock_, endpoints_->calls(), service_options);
  oip::InferenceServiceOptions inference_options;
  inference_options.stream_requests_max = options_.stream_requests_max;
  inference_options.limits = {options_.records_max, options_.message_bytes_max,
                              options_.queue_rows_max, workers_};
  inference_ = std::make_unique<oip::InferenceService>(models_, clock_, endpoints_->calls(),
                                                       repository_.get(), inference_options);

  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  endpoints_->Configure(builder);
  builder.SetMaxReceiveMessageSize(static_cast<int>(options_.message_bytes_max));
  builder.RegisterService(service_.get());
  builder.RegisterService(inference_.get());
  auto ports = endpoints_->Bind(options_.listen);
  if (!ports.ok()) {
    return absl::Status(ports.status().code(),
                        absl::StrFormat("--listen %s", std::string(ports.status().message())));
  }
  ports_ = *std::move(ports);
  grpc_ = builder.BuildAndStart();
  if (grpc_ == nullptr) return absl::InternalError("gRPC does not start");
  endpoints_->Accept();
  endpoints_->health().Attach(grpc_->GetHealthCheckService());
  TXTSENTRY_RETURN_IF_ERROR(endpoints_->Open());
  TXTSENTRY_RETURN_IF_ERROR(WritePortFile());
  for (const char* name : {"", kServiceName, oip::kServiceName})
    endpoints_->health().Set(name, true);
  models_.SetListener([this] { ShowModelHealth(); });
  ShowModelHealth();
  StartWatchdog();
  for (size_t i = 0; i < ports_.size(); ++i) {
    spdlog::info("serving gRPC on {} (port {})", options_.listen[i], ports_[i]);
  }
  return absl::OkStatus();
}

absl::Status Server::WritePortFile() const {
  if (options_.port_file.empty()) return absl::OkStatus();
  std::vector<int> ports = ports_;
  for (const int port : {http_port(), health_port()}) {
    if (port != 0) ports.push_back(port);
  }
  return base::WriteFileAtomically(options_.port_file, absl::StrJoin(ports, "\n") + "\n");
}

void Server::ShowModelHealth() {
  // A separate lock, so that the last update published is the latest state.
  const base::MutexLock lock(model_health_mu_);
  if (leaving_) return;
  for (auto& [name, live] : model_health_) live = false;
  for (const ServedModelPtr& served : models_.Live()) model_health_[served->name] = true;
  for (const auto& [name, live] : model_health_) {
    endpoints_->health().Set(kModelHealthPrefix + name, live);
  }
}

void Server::StartWatchdog() {
  endpoints_->health().Set(kLivenessName, true);
  if (options_.watchdog_ms == 0) return;
  WatchdogProbes probes;
  probes.listeners = [this]() -> std::string {
    for (size_t i = 0; i < ports_.size(); ++i) {
      const auto answers = Answers(ports_[i], kListenerTimeoutUs);
      if (!answers.ok()) return std::string(answers.status().message());
      if (!*answers) return "nothing answers at " + options_.listen[i];
    }
    return "";
  };
  probes.under_way = [this] { return models_.load().rows; };
  probes.answered = [this] {
    const schedule::BatcherStats stats = models_.stats();
    return stats.rows_scored + stats.rows_failed + stats.rows_expired + stats.rows_cancelled;
  };
  probes.on_change = [this](bool alive, const std::string& why) {
    if (alive) {
      spdlog::info("liveness: alive again");
    } else {
      spdlog::error("liveness: {}", why);
    }
    endpoints_->health().Set(kLivenessName, alive);
  };
  WatchdogOptions options;
  options.interval_us = options_.watchdog_ms * 1000;
  watchdog_ = std::make_unique<Watchdog>(clock_, options, std::move(probes));
}

void Server::BeginLameDuck() {
  models_.SetListener({});
  {
    const base::MutexLock lock(model_health_mu_);
    leaving_ = true;
  }
  endpoints_->health().SetAll(false);
  inference_->BeginLameDuck();
}

void Server::Drain(int64_t drain_ms) {
  if (std::exchange(drained_, true)) return;
  if (grpc_ != nullptr) {
    BeginLameDuck();
    watchdog_.reset();
    service_->BeginDrain();
    inference_->BeginDrain();
    endpoints_->StopAccepting();
    grpc_->Shutdown(std::chrono::system_clock::now() + std::chrono::milliseconds(drain_ms));
    grpc_->Wait();
  }
  if (endpoints_ != nullptr) endpoints_->Close();
  models_.Drain();
  const schedule::BatcherStats stats = models_.stats();
  if (grpc_ == nullptr) return;
  spdlog::info(
      "drained: rows accepted {}, scored {}, failed {}, expired {}, cancelled {}, rejected {}; "
      "batches {}, tokens {}, of them reused {}, padded tokens {}",
      stats.rows_accepted, stats.rows_scored, stats.rows_failed, stats.rows_expired,
      stats.rows_cancelled, stats.rows_rejected, stats.batches, stats.tokens, stats.tokens_reused,
      stats.padded_tokens);
}

}  // namespace txtsentry::server
