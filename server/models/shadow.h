// Shadow versions: models that also score a sample of a live version's records. Their answers are
// only compared with the live answers.
#ifndef TXTSENTRY_SERVER_MODELS_SHADOW_H_
#define TXTSENTRY_SERVER_MODELS_SHADOW_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "core/base/mutex.h"
#include "core/pipeline/classifier.h"
#include "server/models/model_host.h"

namespace txtsentry::server {

// Niceness of all shadow threads, so that callers' records come first if processors are scarce.
inline constexpr int kShadowNiceness = 10;

struct ShadowOptions {
  double sample = 0.1;  // Sampling probability of each record, 0..1.
  // Limits of copied records not yet compared; records beyond them are dropped ("shed").
  int64_t rows_max = 1024;
  int64_t bytes_max = 1 << 20;
};

// Upper bounds, inclusive, of |shadow probability - live probability|. The last bound is 1, the
// largest possible difference, so there is no overflow bucket.
inline constexpr std::array<double, 9> kShadowDifferenceBounds = {1e-6, 1e-5, 1e-4, 1e-3, 0.01,
                                                                  0.05, 0.2,  0.5,  1};

// Comparison counts of one pair of shadow and live version.
struct ShadowStats {
  std::string name;
  std::string live_version;
  std::string shadow_version;
  int64_t compared = 0;
  int64_t label_disagreements = 0;
  int64_t shed = 0;  // Dropped: over a limit of ShadowOptions, or refused by the shadow's queue.
  int64_t unanswered = 0;  // Not compared because one of the two gave no answer.
  // [bucket]: compared records whose difference is at most this bound and above the previous one.
  std::array<int64_t, kShadowDifferenceBounds.size()> differences = {};
  double difference_sum = 0;
};

// A live call only pays for copying the sampled records. A separate thread tokenizes and submits
// them, separate engine threads score them, and records are dropped if these fall behind.
// Thread-safe.
class Shadow {
 public:
  explicit Shadow(const ShadowOptions& options);
  // Drops the records not yet submitted.
  ~Shadow();
  Shadow(const Shadow&) = delete;
  Shadow& operator=(const Shadow&) = delete;

  // Sets the shadow of a name's live version; null removes it. Resets the counts.
  void Set(const std::string& name, const std::string& live_version, ServedModelPtr shadow);

  // Returns a decorator for a live version that returns the classifier's answers and errors, and
  // samples its records. Borrows this object and the classifier, which must outlive it.
  std::unique_ptr<pipeline::RecordClassifier> Decorate(const ServedModel& live);

  // Counts of all shadows, by name.
  std::vector<ShadowStats> stats() const;

 private:
  class Quota;       // Limits the copied records that are not yet compared.
  class Pair;        // A live version and its shadow, with their counts.
  class Comparison;  // The sampled records of one call.
  class Decorator;

  // The pair of a name if its live version is `version`, else null.
  std::shared_ptr<Pair> Find(const std::string& name, const std::string& version) const;
  // The sampled records of a call; null if there are none or the quota is used up.
  std::shared_ptr<Comparison> Sample(const std::string& name, const std::string& version,
                                     const std::vector<pipeline::Record>& records);
  // Queues a comparison for the thread that submits it to the shadow.
  void Enqueue(std::shared_ptr<Comparison> comparison);
  bool Draw();
  void Work();

  const ShadowOptions options_;
  const std::shared_ptr<Quota> quota_;
  std::atomic<bool> any_ = false;  // True if any name has a shadow.
  std::atomic<uint64_t> drawn_ = 0;

  mutable base::Mutex mu_;
  base::CondVar changed_;
  std::map<std::string, std::shared_ptr<Pair>> pairs_ ABSL_GUARDED_BY(mu_);
  std::deque<std::shared_ptr<Comparison>> waiting_ ABSL_GUARDED_BY(mu_);
  bool stop_ ABSL_GUARDED_BY(mu_) = false;

  std::thread thread_;  // Last member: the thread uses the others.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODELS_SHADOW_H_
