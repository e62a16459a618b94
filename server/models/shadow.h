// Shadow versions: models that get a share of the records of a live version, and whose answers are
// only compared with its answers.
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

// Of the threads that work for shadows: where processors are short, callers come first.
inline constexpr int kShadowNiceness = 10;

struct ShadowOptions {
  double sample = 0.1;  // The share of the records, 0..1, each drawn by itself.
  // Of records that are copied and not yet compared; a record over a bound is shed.
  int64_t rows_max = 1024;
  int64_t bytes_max = 1 << 20;
};

// Upper bounds, inclusive, of |probability of the shadow - of the live version|; one more bucket
// would hold nothing, as 1 is the most there is.
inline constexpr std::array<double, 9> kShadowDifferenceBounds = {1e-6, 1e-5, 1e-4, 1e-3, 0.01,
                                                                  0.05, 0.2,  0.5,  1};

// What came of one shadow beside one live version, since both are what they are.
struct ShadowStats {
  std::string name;
  std::string live_version;
  std::string shadow_version;
  int64_t compared = 0;
  int64_t label_disagreements = 0;
  int64_t shed = 0;        // Over a bound of ShadowOptions, or refused by the shadow's own queue.
  int64_t unanswered = 0;  // No comparison, as one of the two had no answer.
  // [bucket]: compared records whose difference is within this bound and over the one before.
  std::array<int64_t, kShadowDifferenceBounds.size()> differences = {};
  double difference_sum = 0;
};

// A live call pays for the copy of the sampled records and nothing else: they are tokenised and
// submitted by a thread of the shadow's own, scored by engine threads of its own, and shed when
// these do not keep up. Thread-safe.
class Shadow {
 public:
  explicit Shadow(const ShadowOptions& options);
  // Forgets what it has not submitted.
  ~Shadow();
  Shadow(const Shadow&) = delete;
  Shadow& operator=(const Shadow&) = delete;

  // From now on `shadow` gets its share of what the live version of a name gets; null ends that.
  // The counts begin anew.
  void Set(const std::string& name, const std::string& live_version, ServedModelPtr shadow);

  // A decorator for a live version: its classifier's answers and errors, and a share of its records
  // to the shadow. Borrows this and the classifier; both outlive it.
  std::unique_ptr<pipeline::RecordClassifier> Decorate(const ServedModel& live);

  // Of every shadow, by name.
  std::vector<ShadowStats> stats() const;

 private:
  class Quota;        // What is copied and not yet compared, against the bounds.
  class Pair;        // A live version and its shadow, with their counts.
  class Comparison;  // The sampled records of one call.
  class Decorator;

  // The pair of a name whose live version is `version`; null for none.
  std::shared_ptr<Pair> Find(const std::string& name, const std::string& version) const;
  // The sampled records of a call to a live version; null when there are none, or no room for them.
  std::shared_ptr<Comparison> Sample(const std::string& name, const std::string& version,
                                     const std::vector<pipeline::Record>& records);
  // Hands a comparison to the thread that submits it to the shadow.
  void Enqueue(std::shared_ptr<Comparison> comparison);
  bool Draw();
  void Work();

  const ShadowOptions options_;
  const std::shared_ptr<Quota> quota_;
  std::atomic<bool> any_ = false;  // Some name has a shadow.
  std::atomic<uint64_t> drawn_ = 0;

  mutable base::Mutex mu_;
  base::CondVar changed_;
  std::map<std::string, std::shared_ptr<Pair>> pairs_ ABSL_GUARDED_BY(mu_);
  std::deque<std::shared_ptr<Comparison>> waiting_ ABSL_GUARDED_BY(mu_);
  bool stop_ ABSL_GUARDED_BY(mu_) = false;

  std::thread thread_;  // Last: it uses the rest.
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_MODELS_SHADOW_H_
