#include "server/models/model_repository.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <future>
#include <set>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/model/load_gate.h"

namespace txtsentry::server {
namespace {

std::string Text(int64_t version) { return absl::StrFormat("%d", version); }

}  // namespace

ModelRepository::ModelRepository(const RepositoryOptions& options, const ModelLoader& loader,
                                 ModelHost& host, Shadow& shadow)
    : options_(options), loader_(loader), host_(host), shadow_(shadow), thread_([this] {
        Work();
      }) {
  pthread_setname_np(thread_.native_handle(), "model-loader");
}

absl::StatusOr<std::unique_ptr<ModelRepository>> ModelRepository::Create(
    const RepositoryOptions& options, const ModelLoader& loader, ModelHost& host, Shadow& shadow) {
  std::unique_ptr<ModelRepository> repository(new ModelRepository(options, loader, host, shadow));
  if (!options.default_model.empty()) host.SetDefault(options.default_model);
  TXTSENTRY_RETURN_IF_ERROR(repository->Poll());
  TXTSENTRY_RETURN_IF_ERROR(repository->CheckDefault());
  return repository;
}

ModelRepository::~ModelRepository() {
  std::deque<Command> left;
  {
    const base::MutexLock lock(mu_);
    stop_ = true;
    left.swap(commands_);
    changed_.NotifyAll();
  }
  for (const Command& command : left) command.done(absl::CancelledError("the server ends"));
  thread_.join();
}

absl::Status ModelRepository::CheckDefault() const {
  if (host_.Default().ok()) return absl::OkStatus();
  std::string why;
  for (const ModelStatus& status : Index()) {
    if (!options_.default_model.empty() && status.name != options_.default_model) continue;
    why += absl::StrFormat("; %s/%s: %s", status.name, status.version, status.reason);
  }
  return absl::FailedPreconditionError(
      options_.default_model.empty()
          ? absl::StrFormat("%s: no model is live%s", options_.folder, why)
          : absl::StrFormat("%s: the default model %s is not live%s", options_.folder,
                            options_.default_model, why));
}

void ModelRepository::LoadAsync(std::string name, std::function<void(absl::Status)> done) {
  Push({[this, name = std::move(name)] { return LoadNow(name); }, std::move(done)});
}

void ModelRepository::UnloadAsync(std::string name, std::function<void(absl::Status)> done) {
  if (options_.poll_ms > 0) {
    return done(absl::FailedPreconditionError(
        absl::StrFormat("model %s: the repository is polled: take its folder away instead", name)));
  }
  Push({[this, name = std::move(name)] { return UnloadNow(name); }, std::move(done)});
}

absl::Status ModelRepository::Load(const std::string& name) {
  return Run([this, name] { return LoadNow(name); });
}

absl::Status ModelRepository::Unload(const std::string& name) {
  return Run([this, name] { return UnloadNow(name); });
}

absl::Status ModelRepository::Poll() {
  return Run([this] { return CheckAll(); });
}

absl::Status ModelRepository::Run(std::function<absl::Status()> run) {
  const auto ended = std::make_shared<std::promise<absl::Status>>();
  auto future = ended->get_future();
  Push({std::move(run), [ended](absl::Status status) { ended->set_value(std::move(status)); }});
  return future.get();
}

void ModelRepository::Push(Command command) {
  {
    const base::MutexLock lock(mu_);
    if (static_cast<int64_t>(commands_.size()) < options_.commands_max) {
      commands_.push_back(std::move(command));
      changed_.NotifyAll();
      return;
    }
  }
  command.done(absl::ResourceExhaustedError(absl::StrFormat(
      "waiting loads and unloads=%d reach %d", options_.commands_max, options_.commands_max)));
}

std::vector<ModelStatus> ModelRepository::Index() const {
  std::vector<ModelStatus> index;
  const base::MutexLock lock(mu_);
  for (const auto& [name, known] : known_) {
    for (const auto& [number, version] : known.versions) {
      ModelStatus status{name, Text(number), "UNAVAILABLE", ""};
      if (number == known.live) status.state = "READY";
      if (version.loading) status.state = "LOADING";
      if (!version.failed.ok()) {
        status.reason = std::string(version.failed.message());
      } else if (number == known.shadow) {
        status.reason = "is a shadow, which answers no caller";
      } else if (status.state == "UNAVAILABLE") {
        status.reason =
            known.live == 0 ? "not loaded" : absl::StrFormat("version %d is live", known.live);
      }
      index.push_back(std::move(status));
    }
    if (known.versions.empty()) {
      index.push_back({name, "", "UNAVAILABLE",
                       known.status.ok() ? "has no version" : std::string(known.status.message())});
    }
  }
  return index;
}

RepositoryStats ModelRepository::stats() const {
  const base::MutexLock lock(mu_);
  return stats_;
}

void ModelRepository::Work() {
  using std::chrono::milliseconds;
  using std::chrono::steady_clock;
  auto next_look = steady_clock::now() + milliseconds(options_.poll_ms);
  absl::Status last_check;
  while (true) {
    Command command;
    {
      const base::MutexLock lock(mu_);
      while (commands_.empty() && !stop_) {
        if (options_.poll_ms == 0) {
          changed_.Wait(mu_);
        } else if (steady_clock::now() < next_look) {
          changed_.WaitUntil(mu_, next_look);
        } else {
          break;
        }
      }
      if (stop_) return;
      if (!commands_.empty()) {
        command = std::move(commands_.front());
        commands_.pop_front();
      }
    }
    if (command.run) {
      command.done(command.run());
      continue;
    }
    const absl::Status checked = CheckAll();
    if (!checked.ok() && checked != last_check) {
      spdlog::warn("all models stay as they are: {}", checked.ToString());
    }
    last_check = checked;
    next_look = steady_clock::now() + milliseconds(options_.poll_ms);
  }
}

absl::Status ModelRepository::CheckAll() {
  TXTSENTRY_ASSIGN_OR_RETURN(const auto folders, ListRepository(options_.folder));
  std::set<std::string> gone;
  {
    const base::MutexLock lock(mu_);
    for (const auto& [name, known] : known_) gone.insert(name);
  }
  for (const ModelFolder& folder : folders) {
    if (!folder.versions.empty() || !folder.status.ok()) gone.erase(folder.name);
    // The failure was already logged.
    Refresh(folder, /*again=*/false).IgnoreError();
  }
  for (const std::string& name : gone) {
    if (KnownOf(name).live != 0) UnloadNow(name).IgnoreError();
    const base::MutexLock lock(mu_);
    known_.erase(name);
  }
  return absl::OkStatus();
}

absl::Status ModelRepository::LoadNow(const std::string& name) {
  TXTSENTRY_ASSIGN_OR_RETURN(const auto folders, ListRepository(options_.folder));
  for (const ModelFolder& folder : folders) {
    if (folder.name == name) return Refresh(folder, /*again=*/true);
  }
  return absl::NotFoundError(
      absl::StrFormat("model %s is not in the repository %s", name, options_.folder));
}

absl::Status ModelRepository::UnloadNow(const std::string& name) {
  const int64_t live = KnownOf(name).live;
  TXTSENTRY_RETURN_IF_ERROR(host_.Remove(name));
  {
    const base::MutexLock lock(mu_);
    Known& known = known_[name];
    known.live = known.shadow = 0;
    known.shadow_model = nullptr;
  }
  PairShadow(name);
  spdlog::info("model {}: version {} is unloaded", name, live);
  return absl::OkStatus();
}

absl::Status ModelRepository::Refresh(const ModelFolder& folder, bool again) {
  NoteFolder(folder);
  TXTSENTRY_RETURN_IF_ERROR(folder.status);
  if (folder.versions.empty()) {
    return absl::NotFoundError(absl::StrFormat("model %s has no version", folder.name));
  }
  const Known before = KnownOf(folder.name);
  absl::Status status = RefreshLive(folder, again);
  RefreshShadow(folder, again);
  const Known after = KnownOf(folder.name);
  if (after.live != before.live || after.shadow_model != before.shadow_model) {
    PairShadow(folder.name);
  }
  return status;
}

absl::Status ModelRepository::RefreshLive(const ModelFolder& folder, bool again) {
  const Known known = KnownOf(folder.name);
  absl::Status highest;
  for (const VersionFolder& version : folder.versions) {
    if (version.version == folder.shadow) continue;
    const bool live = version.version == known.live;
    if (live && version.fingerprint == known.live_fingerprint) return highest;
    const absl::Status status = LoadVersion(folder.name, version, /*shadow=*/false, again);
    if (status.ok()) return highest;
    if (highest.ok()) highest = status;
    // This version is already live with the same files.
    if (live) return highest;
  }
  if (!highest.ok()) return highest;
  return absl::NotFoundError(
      absl::StrFormat("model %s has no version but its shadow", folder.name));
}

void ModelRepository::RefreshShadow(const ModelFolder& folder, bool again) {
  const Known known = KnownOf(folder.name);
  for (const VersionFolder& version : folder.versions) {
    if (version.version != folder.shadow) continue;
    if (known.shadow == version.version && known.shadow_fingerprint == version.fingerprint) return;
    // The failure was already logged; the previous shadow stays.
    LoadVersion(folder.name, version, /*shadow=*/true, again).IgnoreError();
    return;
  }
  if (known.shadow == 0) return;
  spdlog::info("model {}: version {} is no shadow any more", folder.name, known.shadow);
  const base::MutexLock lock(mu_);
  known_[folder.name].shadow = 0;
  known_[folder.name].shadow_model = nullptr;
}

absl::Status ModelRepository::LoadVersion(const std::string& name, const VersionFolder& folder,
                                          bool shadow, bool again) {
  {
    const base::MutexLock lock(mu_);
    Version& version = known_[name].versions[folder.version];
    if (!again && !version.failed.ok() && version.failed_fingerprint == folder.fingerprint) {
      return version.failed;
    }
    version.loading = true;
  }
  const ModelSource source{folder.path, name, Text(folder.version), shadow};
  auto loaded = loader_.Load(source);
  if (!loaded.ok()) {
    NoteFailed(name, folder, loaded.status());
    return loaded.status();
  }
  const std::string display_name = loaded->served.display_name;
  ServedModelPtr shadow_model;
  if (shadow) {
    shadow_model = host_.Adopt(std::move(loaded->served));
  } else {
    loaded->served.decorator = shadow_.Decorate(loaded->served);
    host_.GoLive(std::move(loaded->served));
  }
  const Known before = KnownOf(name);
  {
    const base::MutexLock lock(mu_);
    Known& known = known_[name];
    known.versions[folder.version] = Version();
    if (shadow) {
      known.shadow = folder.version;
      known.shadow_fingerprint = folder.fingerprint;
      known.shadow_model = std::move(shadow_model);
    } else {
      known.live = folder.version;
      known.live_fingerprint = folder.fingerprint;
      ++stats_.switches;
    }
  }
  const std::string times = LoadTimesText(loaded->times);
  if (shadow) {
    spdlog::info("model {}: version {} ({}) is a shadow; {}", name, folder.version, display_name,
                 times);
  } else {
    spdlog::info("model {}: version {} ({}) is live, before it {}; {}", name, folder.version,
                 display_name, before.live == 0 ? "none" : Text(before.live), times);
  }
  return absl::OkStatus();
}

void ModelRepository::PairShadow(const std::string& name) {
  const Known known = KnownOf(name);
  shadow_.Set(name, Text(known.live), known.live == 0 ? nullptr : known.shadow_model);
}

ModelRepository::Known ModelRepository::KnownOf(const std::string& name) const {
  const base::MutexLock lock(mu_);
  const auto found = known_.find(name);
  return found == known_.end() ? Known() : found->second;
}

void ModelRepository::NoteFolder(const ModelFolder& folder) {
  absl::Status news;
  {
    const base::MutexLock lock(mu_);
    Known& known = known_[folder.name];
    if (known.status != folder.status) news = folder.status;
    known.status = folder.status;
    if (folder.status.ok()) {
      std::map<int64_t, Version> versions;
      if (known.live != 0) versions[known.live] = known.versions[known.live];
      for (const VersionFolder& version : folder.versions) {
        versions[version.version] = known.versions[version.version];
      }
      known.versions.swap(versions);
    }
  }
  if (!news.ok()) spdlog::warn("model {} stays as it is: {}", folder.name, news.ToString());
}

void ModelRepository::NoteFailed(const std::string& name, const VersionFolder& folder,
                                 const absl::Status& status) {
  int64_t live = 0;
  {
    const base::MutexLock lock(mu_);
    Known& known = known_[name];
    known.versions[folder.version] = {false, status, folder.fingerprint};
    live = known.live;
    ++stats_.failed_at_gate[model::GateOf(status)];
  }
  spdlog::warn("model {}: version {} does not go live, {} stays: {}", name, folder.version,
               live == 0 ? "none" : Text(live), status.ToString());
}

}  // namespace txtsentry::server
