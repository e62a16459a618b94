#include "server/models/shadow.h"

#include <pthread.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/niceness.h"
#include "core/base/random.h"

namespace txtsentry::server {
namespace {

int64_t BytesOf(const pipeline::Record& record) {
  return static_cast<int64_t>(record.text.size() + record.owner_name.size());
}

// The compared part of a result.
struct Answer {
  bool ok = false;
  bool suspicious = false;
  float probability = 0;
};

Answer AnswerOf(const pipeline::Result& result) {
  return {result.status.ok(), result.verdict.suspicious, result.probability};
}

}  // namespace

class Shadow::Quota {
 public:
  explicit Quota(const ShadowOptions& options) : options_(options) {}

  // Reserves quota for a prefix of the positions and removes the others.
  void Take(const std::vector<pipeline::Record>& records, std::vector<size_t>& positions) {
    const base::MutexLock lock(mu_);
    size_t taken = 0;
    for (; taken < positions.size(); ++taken) {
      const int64_t bytes = BytesOf(records[positions[taken]]);
      if (rows_ >= options_.rows_max || bytes_ + bytes > options_.bytes_max) break;
      ++rows_;
      bytes_ += bytes;
    }
    positions.resize(taken);
  }

  void GiveBack(int64_t rows, int64_t bytes) {
    const base::MutexLock lock(mu_);
    rows_ -= rows;
    bytes_ -= bytes;
  }

 private:
  const ShadowOptions options_;
  base::Mutex mu_;
  int64_t rows_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t bytes_ ABSL_GUARDED_BY(mu_) = 0;
};

class Shadow::Pair {
 public:
  Pair(const std::string& name, const std::string& live_version, ServedModelPtr shadow)
      : live_version_(live_version), shadow_(std::move(shadow)) {
    stats_.name = name;
    stats_.live_version = live_version;
    stats_.shadow_version = shadow_->version;
  }

  const std::string& live_version() const { return live_version_; }
  const ServedModelPtr& shadow() const { return shadow_; }

  ShadowStats stats() const {
    const base::MutexLock lock(mu_);
    return stats_;
  }

  void CountShed(size_t records) {
    const base::MutexLock lock(mu_);
    stats_.shed += static_cast<int64_t>(records);
  }

  void Compare(const std::vector<Answer>& live, const std::vector<Answer>& shadow) {
    const base::MutexLock lock(mu_);
    for (size_t i = 0; i < live.size(); ++i) {
      if (!live[i].ok || !shadow[i].ok) {
        ++stats_.unanswered;
        continue;
      }
      ++stats_.compared;
      if (live[i].suspicious != shadow[i].suspicious) ++stats_.label_disagreements;
      const double difference = std::fabs(static_cast<double>(live[i].probability) -
                                          static_cast<double>(shadow[i].probability));
      stats_.difference_sum += difference;
      const auto bound = std::lower_bound(kShadowDifferenceBounds.begin(),
                                          kShadowDifferenceBounds.end() - 1, difference);
      ++stats_.differences[static_cast<size_t>(bound - kShadowDifferenceBounds.begin())];
    }
  }

 private:
  const std::string live_version_;
  const ServedModelPtr shadow_;
  mutable base::Mutex mu_;
  ShadowStats stats_ ABSL_GUARDED_BY(mu_);
};

// Holds its quota until it is destroyed: when both answers are in, or will not come.
class Shadow::Comparison {
 public:
  // `positions`: indices of the sampled records in `records`.
  Comparison(std::shared_ptr<Pair> pair, std::shared_ptr<Quota> quota,
             std::vector<size_t> positions, const std::vector<pipeline::Record>& records)
      : pair_(std::move(pair)), quota_(std::move(quota)), positions_(std::move(positions)) {
    records_.reserve(positions_.size());
    for (const size_t position : positions_) {
      records_.push_back(records[position]);
      bytes_ += BytesOf(records[position]);
    }
  }

  ~Comparison() { quota_->GiveBack(static_cast<int64_t>(positions_.size()), bytes_); }
  Comparison(const Comparison&) = delete;
  Comparison& operator=(const Comparison&) = delete;

  // Stores the live answers, selected from all the call's results. OnSideDone must follow.
  void NoteLive(const std::vector<pipeline::Result>& results) {
    live_.reserve(positions_.size());
    for (const size_t position : positions_) live_.push_back(AnswerOf(results[position]));
  }

  // Called once per side after its answers are stored; the second call compares.
  void OnSideDone() {
    if (halves_.fetch_add(1) == 1) pair_->Compare(live_, shadow_);
  }

  // Submits the records to the shadow. Called once.
  static void Submit(const std::shared_ptr<Comparison>& comparison) {
    schedule::JobClass job_class;
    job_class.priority = schedule::Priority::kBulk;
    const auto accepted = comparison->pair_->shadow()->classifier->Classify(
        std::move(comparison->records_), job_class,
        [comparison](const std::vector<pipeline::Result>& results) {
          for (const auto& result : results) comparison->shadow_.push_back(AnswerOf(result));
          comparison->OnSideDone();
        });
    if (!accepted.ok()) comparison->pair_->CountShed(comparison->positions_.size());
  }

 private:
  const std::shared_ptr<Pair> pair_;
  const std::shared_ptr<Quota> quota_;
  const std::vector<size_t> positions_;
  std::vector<pipeline::Record> records_;  // Until Submit.
  int64_t bytes_ = 0;
  // Each side is written by one thread before OnSideDone, and read by the thread of the second
  // OnSideDone.
  std::vector<Answer> live_;
  std::vector<Answer> shadow_;
  std::atomic<int> halves_ = 0;
};

Shadow::Shadow(const ShadowOptions& options)
    : options_(options), quota_(std::make_shared<Quota>(options)), thread_([this] { Work(); }) {}

Shadow::~Shadow() {
  {
    const base::MutexLock lock(mu_);
    stop_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

void Shadow::Set(const std::string& name, const std::string& live_version, ServedModelPtr shadow) {
  std::shared_ptr<Pair> pair;
  if (shadow != nullptr) pair = std::make_shared<Pair>(name, live_version, std::move(shadow));
  const base::MutexLock lock(mu_);
  pairs_[name].swap(pair);
  if (pairs_[name] == nullptr) pairs_.erase(name);
  any_ = !pairs_.empty();
  // The previous pair, and perhaps its model, is destroyed after the lock, because it is declared
  // before it.
}

std::shared_ptr<Shadow::Pair> Shadow::Find(const std::string& name,
                                           const std::string& version) const {
  if (!any_) return nullptr;
  const base::MutexLock lock(mu_);
  const auto found = pairs_.find(name);
  if (found == pairs_.end() || found->second->live_version() != version) return nullptr;
  return found->second;
}

bool Shadow::Draw() {
  // A hash of the draw's number: no pattern of callers falls into step with it.
  base::SplitMix64 random(drawn_.fetch_add(1, std::memory_order_relaxed));
  return base::UnitInterval(random.Next()) < options_.sample;
}

std::shared_ptr<Shadow::Comparison> Shadow::Sample(const std::string& name,
                                                   const std::string& version,
                                                   const std::vector<pipeline::Record>& records) {
  auto pair = Find(name, version);
  if (pair == nullptr) return nullptr;
  std::vector<size_t> positions;
  for (size_t i = 0; i < records.size(); ++i) {
    if (Draw()) positions.push_back(i);
  }
  const size_t drawn = positions.size();
  quota_->Take(records, positions);
  if (positions.size() < drawn) pair->CountShed(drawn - positions.size());
  if (positions.empty()) return nullptr;
  return std::make_shared<Comparison>(std::move(pair), quota_, std::move(positions), records);
}

void Shadow::Enqueue(std::shared_ptr<Comparison> comparison) {
  const base::MutexLock lock(mu_);
  waiting_.push_back(std::move(comparison));
  changed_.NotifyOne();
}

class Shadow::Decorator final : public pipeline::RecordClassifier {
 public:
  Decorator(Shadow& shadow, const ServedModel& live)
      : shadow_(shadow), live_(*live.classifier), name_(live.name), version_(live.version) {}

  absl::StatusOr<pipeline::Started> Start(std::vector<pipeline::Record> records,
                                          const schedule::JobClass& job_class, Done done) override {
    const auto comparison = shadow_.Sample(name_, version_, records);
    if (comparison == nullptr) return live_.Start(std::move(records), job_class, std::move(done));
    auto started =
        live_.Start(std::move(records), job_class,
                    [comparison, done = std::move(done)](std::vector<pipeline::Result> results) {
                      comparison->NoteLive(results);
                      done(std::move(results));
                      comparison->OnSideDone();
                    });
    if (!started.ok()) return started;
    if (started->results.has_value()) {
      comparison->NoteLive(*started->results);
      comparison->OnSideDone();
    }
    shadow_.Enqueue(comparison);
    return started;
  }

  void Cancel(const pipeline::CallRef& call) override { live_.Cancel(call); }

 private:
  Shadow& shadow_;
  pipeline::Classifier& live_;
  const std::string name_;
  const std::string version_;
};

std::unique_ptr<pipeline::RecordClassifier> Shadow::Decorate(const ServedModel& live) {
  return std::make_unique<Decorator>(*this, live);
}

std::vector<ShadowStats> Shadow::stats() const {
  std::vector<ShadowStats> stats;
  const base::MutexLock lock(mu_);
  for (const auto& [name, pair] : pairs_) stats.push_back(pair->stats());
  return stats;
}

void Shadow::Work() {
  pthread_setname_np(pthread_self(), "shadow");
  base::BeNice(kShadowNiceness);
  while (true) {
    std::shared_ptr<Comparison> next;
    {
      const base::MutexLock lock(mu_);
      while (waiting_.empty() && !stop_) changed_.Wait(mu_);
      if (stop_) return;
      next = std::move(waiting_.front());
      waiting_.pop_front();
    }
    Comparison::Submit(next);
  }
}

}  // namespace txtsentry::server
