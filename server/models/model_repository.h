// Models and their versions in a folder: which goes live, when, and why one does not.
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
  std::string default_model;  // Empty: the first by name that goes live at the start.
  // Every so often the folder is looked at for what is new; 0: only when asked to.
  int64_t poll_ms = 0;
  int64_t commands_max = 64;  // Asked for and not yet done.
};

// Counts since the start.
struct RepositoryStats {
  int64_t switches = 0;                           // Versions that went live, the first ones too.
  std::map<std::string, int64_t> failed_at_gate;  // Loads that failed, by gate (model_loader.h).
};

// The highest version of a name whose load succeeds is live; one that fails leaves the version
// before as it is. All loading is done by one thread of the repository's own, one version after the
// other, so that beside what answers there is at most one more in memory, and the shadows. Logs
// each switch and each failure. Thread-safe.
class ModelRepository final : public ModelControl {
 public:
  // Loads every model of the folder and returns. `loader`, `host` and `shadow` are borrowed and
  // outlive the repository. FailedPrecondition when the folder cannot be listed, or when the
  // default model, or without one any model, does not go live; the message says why.
  static absl::StatusOr<std::unique_ptr<ModelRepository>> Create(const RepositoryOptions& options,
                                                                 const ModelLoader& loader,
                                                                 ModelHost& host, Shadow& shadow);
  // Finishes the load under way; answers what waits with Cancelled. What is live stays so.
  ~ModelRepository() override;

  // As ModelControl says; `done` is called by the loading thread, or at once with ResourceExhausted
  // when commands_max wait. Loads a version again when its files have changed or it failed.
  void LoadAsync(std::string name, std::function<void(absl::Status)> done) override;

  // FailedPrecondition with poll_ms, as the next look would load the model again.
  void UnloadAsync(std::string name, std::function<void(absl::Status)> done) override;

  // Of the versions that were there when the folder was last looked at, and of the live ones.
  std::vector<ModelStatus> Index() const override;

  // The same, waiting for the end; and a look at the folder now. Not to be called from `done`.
  absl::Status Load(const std::string& name);
  absl::Status Unload(const std::string& name);
  absl::Status Poll();

  RepositoryStats stats() const;

 private:
  // What the thread is asked to do.
  struct Command {
    std::function<absl::Status()> run;
    std::function<void(absl::Status)> done;
  };
  struct Version {
    bool loading = false;
    absl::Status failed;             // Why its last load failed, or OK.
    std::string failed_fingerprint;  // The files' then.
  };
  struct Known {
    int64_t live = 0;  // 0: none.
    std::string live_fingerprint;
    int64_t shadow = 0;  // 0: none.
    std::string shadow_fingerprint;
    ServedModelPtr shadow_model;
    absl::Status status;  // Of its folder.
    std::map<int64_t, Version> versions;
  };

  ModelRepository(const RepositoryOptions& options, const ModelLoader& loader, ModelHost& host,
                  Shadow& shadow);

  void Push(Command command);
  // Has it run by the thread and waits for it.
  absl::Status Run(std::function<absl::Status()> run);
  // Whether the default model is live.
  absl::Status CheckDefault() const;

  // The rest runs on the loading thread, the only one that changes what is known.
  void Work();
  absl::Status LookAtAll();
  absl::Status LoadNow(const std::string& name);
  absl::Status UnloadNow(const std::string& name);
  // Brings what is live of a model in line with its folder. With `again`, a version that failed is
  // tried although its files have not changed. The error of the highest version that is not live.
  absl::Status Refresh(const ModelFolder& folder, bool again);
  absl::Status RefreshLive(const ModelFolder& folder, bool again);
  void RefreshShadow(const ModelFolder& folder, bool again);
  // Loads a version and makes it live, or its model's shadow. One that failed with the same files
  // only fails again, unless it is to be tried `again`.
  absl::Status LoadVersion(const std::string& name, const VersionFolder& folder, bool shadow,
                           bool again);
  // Lets the shadow, if there is one, and what is live now be compared.
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

  std::thread thread_;  // Last: it uses the rest.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODELS_MODEL_REPOSITORY_H_
