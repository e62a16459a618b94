// Model repository: loads models and versions from a folder and decides which are live.
#ifndef TXTSENTRY_SERVER_MODELS_MODEL_REPOSITORY_H_
#define TXTSENTRY_SERVER_MODELS_MODEL_REPOSITORY_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/base/mutex.h"
#include "server/models/model_control.h"
#include "server/models/model_host.h"
#include "server/models/model_loader.h"
#include "server/models/repository_folder.h"
#include "server/models/shadow.h"

namespace txtsentry::server {

struct RepositoryOptions {
  std::string folder;
  std::string default_model;  // Empty: the first name, alphabetically, that goes live at the start.
  // Interval for checking the folder; 0: only on request.
  int64_t poll_ms = 0;
  int64_t commands_max = 64;  // Commands requested and not yet done.
};

// Counts since the start.
struct RepositoryStats {
  int64_t switches = 0;  // Versions that went live, including the first ones.
  std::map<std::string, int64_t> failed_at_gate;  // Failed loads, by gate (model_loader.h).
};

// For each name, the highest version that loads successfully is live; a failed load leaves the
// previous version live. One thread does all loading, one version at a time, so that memory holds
// at most one version more than the live ones and the shadows. Logs each switch and each failure.
// Thread-safe.
class ModelRepository final : public ModelControl {
 public:
  // Loads every model of the folder. `loader`, `host` and `shadow` are borrowed and must outlive
  // the repository. FailedPrecondition if the folder cannot be listed or the default model
  // is not live afterwards (without a default_model: if no model is); the message says why.
  static absl::StatusOr<std::unique_ptr<ModelRepository>> Create(const RepositoryOptions& options,
                                                                 const ModelLoader& loader,
                                                                 ModelHost& host, Shadow& shadow);
  // Finishes the load in progress and answers waiting commands with Cancelled. Live models stay
  // live.
  ~ModelRepository() override;

  // See ModelControl. `done` is called by the loading thread, or at once with ResourceExhausted if
  // commands_max commands wait. Reloads a version if its files have changed or its last load
  // failed.
  void LoadAsync(std::string name, std::function<void(absl::Status)> done) override;

  // FailedPrecondition with poll_ms, because the next poll would load the model again.
  void UnloadAsync(std::string name, std::function<void(absl::Status)> done) override;

  // All versions found by the last check of the folder, and the live ones.
  std::vector<ModelStatus> Index() const override;

  // Blocking variants, and an immediate check of the folder. Must not be called from `done`.
  absl::Status Load(const std::string& name);
  absl::Status Unload(const std::string& name);
  absl::Status Poll();

  RepositoryStats stats() const;

 private:
  // A command for the loading thread.
  struct Command {
    std::function<absl::Status()> run;
    std::function<void(absl::Status)> done;
  };
  struct Version {
    bool loading = false;
    absl::Status failed;             // The error of its last load, or OK.
    std::string failed_fingerprint;  // Fingerprint of the files at that time.
  };
  struct Known {
    int64_t live = 0;  // 0: none.
    std::string live_fingerprint;
    int64_t shadow = 0;  // 0: none.
    std::string shadow_fingerprint;
    ServedModelPtr shadow_model;
    absl::Status status;  // Status of its folder.
    std::map<int64_t, Version> versions;
  };

  ModelRepository(const RepositoryOptions& options, const ModelLoader& loader, ModelHost& host,
                  Shadow& shadow);

  void Push(Command command);
  // Runs a command on the loading thread and waits for it.
  absl::Status Run(std::function<absl::Status()> run);
  // Returns OK if the default model is live.
  absl::Status CheckDefault() const;

  // The functions below run on the loading thread, which alone changes the state.
  void Work();
  absl::Status CheckAll();
  absl::Status LoadNow(const std::string& name);
  absl::Status UnloadNow(const std::string& name);
  // Updates the live version and the shadow of a model to match its folder. With `again`, versions
  // that failed are retried even if their files have not changed. Returns the error of the highest
  // version if that is not live.
  absl::Status Refresh(const ModelFolder& folder, bool again);
  absl::Status RefreshLive(const ModelFolder& folder, bool again);
  void RefreshShadow(const ModelFolder& folder, bool again);
  // Loads a version as the live one or as the shadow. A version that failed with the same files
  // returns the same error, unless `again`.
  absl::Status LoadVersion(const std::string& name, const VersionFolder& folder, bool shadow,
                           bool again);
  // Starts comparing the live version with the shadow, if there is one.
  void PairShadow(const std::string& name);
  Known KnownOf(const std::string& name) const;
  void NoteFolder(const ModelFolder& folder);
  void NoteFailed(const std::string& name, const VersionFolder& folder, const absl::Status& status);

  const RepositoryOptions options_;
  const ModelLoader& loader_;
  ModelHost& host_;
  Shadow& shadow_;

  mutable base::Mutex mu_;
  base::CondVar changed_;
  std::deque<Command> commands_ ABSL_GUARDED_BY(mu_);
  std::map<std::string, Known> known_ ABSL_GUARDED_BY(mu_);
  RepositoryStats stats_ ABSL_GUARDED_BY(mu_);
  bool stop_ ABSL_GUARDED_BY(mu_) = false;

  std::thread thread_;  // Last member: the thread uses the others.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODELS_MODEL_REPOSITORY_H_
