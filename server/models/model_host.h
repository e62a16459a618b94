// Model host: the live models by name. A new version replaces the old one without disturbing calls.
#ifndef TXTSENTRY_SERVER_MODELS_MODEL_HOST_H_
#define TXTSENTRY_SERVER_MODELS_MODEL_HOST_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "core/base/mutex.h"
#include "core/pipeline/classifier.h"
#include "core/schedule/batcher.h"

namespace txtsentry::server {

// One version of a model, loaded and warmed up. A call holds a reference from its first record to
// its last answer, so that the whole answer comes from one version.
struct ServedModel {
  std::string name;          // The name in requests.
  std::string version;       // "1"
  std::string display_name;  // model::DisplayName; in every response.
  std::string path;
  std::unique_ptr<pipeline::Classifier> classifier;
  // Counts of the self-check and the warm-up; excluded from ModelHost::stats().
  schedule::BatcherStats before_live;
  // False for a shadow version (shadow.h); excluded from ModelHost::stats().
  bool answers_callers = true;
  // Wraps the classifier for callers' records (shadow.h); may be null.
  std::unique_ptr<pipeline::RecordClassifier> decorator;

  // The classifier for callers' records.
  pipeline::RecordClassifier& front() const {
    return decorator != nullptr ? *decorator : *classifier;
  }
};

using ServedModelPtr = std::shared_ptr<const ServedModel>;

// Thread-safe.
class ModelHost {
 public:
  ModelHost();
  // Blocks until no version is referenced any more: calls must have ended, or be ending.
  ~ModelHost();
  ModelHost(const ModelHost&) = delete;
  ModelHost& operator=(const ModelHost&) = delete;

  // Makes a version the live one of its name. The previous version is destroyed once its calls are
  // answered. The first name that goes live becomes the default, unless SetDefault was called.
  void GoLive(ServedModel model);

  // Takes over a version without making it live. It is destroyed with the last pointer to it.
  ServedModelPtr Adopt(ServedModel model);

  // Sets the name that an empty name stands for, live or not.
  void SetDefault(std::string name);

  // Removes a name. NotFound if it is not live.
  absl::Status Remove(std::string_view name);

  // The live version of a name; an empty name means the default, an empty version any. NotFound if
  // the name is not live or the version is not the live one; Unavailable if the default is
  // requested and nothing is live.
  absl::StatusOr<ServedModelPtr> Find(std::string_view name, std::string_view version) const;
  absl::StatusOr<ServedModelPtr> Default() const { return Find("", ""); }

  // Sets a listener that is called after a name went live or was removed, by the thread that did it
  // and without a lock. An empty listener stops this, except for a call in progress.
  using Listener = std::function<void()>;
  void SetListener(Listener listener);

  // All live versions, by name.
  std::vector<ServedModelPtr> Live() const;

  // Every live classifier refuses new calls and answers its accepted ones.
  void Drain();

  // The summed counts of all versions that are or were live; no count ever decreases.
  schedule::BatcherStats stats() const;

  // The summed load of all live versions. They share the processors, so the rate is that of the
  // fastest one and the backlogs add up.
  schedule::BatcherLoad load() const;

 private:
  class Reaper;  // Destroys unreferenced versions on its own thread.

  void CallListener() const;

  const std::unique_ptr<Reaper> reaper_;

  mutable base::Mutex mu_;
  std::map<std::string, ServedModelPtr, std::less<>> live_ ABSL_GUARDED_BY(mu_);
  std::string default_name_ ABSL_GUARDED_BY(mu_);
  Listener listener_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODELS_MODEL_HOST_H_
