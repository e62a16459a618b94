// The models that answer calls, by name: which are live, and how one version gives way to another
// without a call noticing.
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

// One version of a model, warm and ready. A call holds it from its first record to its last answer,
// so that all of an answer is of one version, whatever goes live meanwhile.
struct ServedModel {
  std::string name;          // What callers ask for.
  std::string version;       // "1"
  std::string display_name;  // model::DisplayName: in every response.
  std::string path;
  std::unique_ptr<pipeline::Classifier> classifier;
  // What the self-check and the warm-up did, which no caller asked for: not in ModelHost::stats().
  schedule::BatcherStats before_live;
  // False for a version that only runs beside the live one (shadow.h): not in ModelHost::stats().
  bool answers_callers = true;
  // Wraps the classifier for callers' records (shadow.h); null when nothing does.
  std::unique_ptr<pipeline::RecordClassifier> decorator;

  // What callers' records go through.
  pipeline::RecordClassifier& front() const {
    return decorator != nullptr ? *decorator : *classifier;
  }
};

using ServedModelPtr = std::shared_ptr<const ServedModel>;

// Thread-safe.
class ModelHost {
 public:
  ModelHost();
  // Returns when no version is held by anybody any more: calls must have ended, or be ending.
  ~ModelHost();
  ModelHost(const ModelHost&) = delete;
  ModelHost& operator=(const ModelHost&) = delete;

  // Makes a version the one that answers for its name, in place of the one before, which goes once
  // the calls that hold it have their answers. The first name ever to go live is the default,
  // unless SetDefault has named one.
  void GoLive(ServedModel model);

  // Takes a version in without making it live. It goes when the last pointer to it does.
  ServedModelPtr Adopt(ServedModel model);

  // The name that an empty one stands for, live or not.
  void SetDefault(std::string name);

  // Takes a name away. NotFound when it is not live.
  absl::Status Remove(std::string_view name);

  // The live version of a name; of the default name for an empty one. NotFound for a name that is
  // not live, and for a version that is not the live one (empty asks for any); Unavailable when the
  // default is asked for and nothing is live.
  absl::StatusOr<ServedModelPtr> Find(std::string_view name, std::string_view version) const;
  absl::StatusOr<ServedModelPtr> Default() const { return Find("", ""); }

  // From now on `listener` is called after a name has gone live or has been taken away, by the
  // thread that did it and not under a lock. An empty one ends that, but for a call under way.
  using Listener = std::function<void()>;
  void SetListener(Listener listener);

  // Every live version, by name.
  std::vector<ServedModelPtr> Live() const;

  // Every live version's classifier accepts no more and answers what it has accepted.
  void Drain();

  // The counts of all versions that are or were live, added up; none ever falls.
  schedule::BatcherStats stats() const;

  // What is under way in all live versions together. They share the processors: the rate is that of
  // the quickest, and their backlogs follow one another.
  schedule::BatcherLoad load() const;

 private:
  class Reaper;  // Ends versions that nobody holds, on a thread of its own.

  void CallListener() const;

  const std::unique_ptr<Reaper> reaper_;

  mutable base::Mutex mu_;
  std::map<std::string, ServedModelPtr, std::less<>> live_ ABSL_GUARDED_BY(mu_);
  std::string default_name_ ABSL_GUARDED_BY(mu_);
  Listener listener_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODELS_MODEL_HOST_H_
