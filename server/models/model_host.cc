#include "server/models/model_host.h"

#include <pthread.h>

#include <algorithm>
#include <set>
#include <thread>
#include <utility>

#include "absl/strings/str_format.h"

namespace txtsentry::server {
namespace {

// Adds `sign` times each count.
void Add(schedule::BatcherStats& sum, const schedule::BatcherStats& stats, int64_t sign) {
  sum.rows_accepted += sign * stats.rows_accepted;
  sum.rows_rejected += sign * stats.rows_rejected;
  sum.rows_late += sign * stats.rows_late;
  sum.rows_scored += sign * stats.rows_scored;
  sum.rows_failed += sign * stats.rows_failed;
  sum.rows_expired += sign * stats.rows_expired;
  sum.rows_cancelled += sign * stats.rows_cancelled;
  sum.tokens_saved += sign * stats.tokens_saved;
  sum.batches += sign * stats.batches;
  sum.tokens += sign * stats.tokens;
  sum.tokens_reused += sign * stats.tokens_reused;
  sum.padded_tokens += sign * stats.padded_tokens;
}

// Adds the counts of callers' records of one version.
void AddCallers(schedule::BatcherStats& sum, const ServedModel& model) {
  if (!model.answers_callers) return;
  Add(sum, model.classifier->stats(), 1);
  Add(sum, model.before_live, -1);
}

}  // namespace

// The last reference may be dropped by one of the version's own engine threads, which cannot join
// itself.
class ModelHost::Reaper {
 public:
  Reaper() : thread_([this] { Work(); }) {
    pthread_setname_np(thread_.native_handle(), "model-reaper");
  }

  ~Reaper() { thread_.join(); }

  ServedModelPtr Adopt(ServedModel model) {
    auto* const adopted = new ServedModel(std::move(model));
    {
      const base::MutexLock lock(stats_mu_);
      counted_.insert(adopted);
    }
    {
      const base::MutexLock lock(mu_);
      ++alive_;
    }
    return {adopted, [this](const ServedModel* last) { Retire(last); }};
  }

  // Returns when every version is destroyed.
  void Finish() {
    const base::MutexLock lock(mu_);
    finish_ = true;
    changed_.NotifyAll();
    while (alive_ > 0) changed_.Wait(mu_);
  }

  schedule::BatcherStats stats() const {
    const base::MutexLock lock(stats_mu_);
    schedule::BatcherStats sum = ended_stats_;
    for (const ServedModel* model : counted_) AddCallers(sum, *model);
    return sum;
  }

 private:
  // May be called by any thread, with or without a classifier's lock.
  void Retire(const ServedModel* model) {
    const base::MutexLock lock(mu_);
    retired_.emplace_back(model);
    changed_.NotifyAll();
  }

  void Work() {
    while (true) {
      std::vector<std::unique_ptr<const ServedModel>> ending;
      {
        const base::MutexLock lock(mu_);
        while (retired_.empty() && !(finish_ && alive_ == 0)) changed_.Wait(mu_);
        if (retired_.empty()) return;
        ending.swap(retired_);
      }
      for (auto& model : ending) {
        model->classifier->Drain();
        {
          const base::MutexLock lock(stats_mu_);
          AddCallers(ended_stats_, *model);
          counted_.erase(model.get());
        }
        model.reset();
      }
      const base::MutexLock lock(mu_);
      alive_ -= static_cast<int64_t>(ending.size());
      changed_.NotifyAll();
    }
  }

  base::Mutex mu_;
  base::CondVar changed_;
  std::vector<std::unique_ptr<const ServedModel>> retired_ ABSL_GUARDED_BY(mu_);
  int64_t alive_ ABSL_GUARDED_BY(mu_) = 0;
  bool finish_ ABSL_GUARDED_BY(mu_) = false;

  // Separate from mu_, because classifiers' locks are taken under it. A version stays in the set
  // until its counts are in the sum.
  mutable base::Mutex stats_mu_;
  std::set<const ServedModel*> counted_ ABSL_GUARDED_BY(stats_mu_);
  schedule::BatcherStats ended_stats_ ABSL_GUARDED_BY(stats_mu_);

  std::thread thread_;  // Last member: the thread uses the others.
};

ModelHost::ModelHost() : reaper_(std::make_unique<Reaper>()) {}

ModelHost::~ModelHost() {
  {
    const base::MutexLock lock(mu_);
    live_.clear();
  }
  reaper_->Finish();
}

void ModelHost::GoLive(ServedModel model) {
  std::string name = model.name;
  // The swap puts the previous version into `served`, which is released after the lock.
  ServedModelPtr served = reaper_->Adopt(std::move(model));
  {
    const base::MutexLock lock(mu_);
    if (default_name_.empty()) default_name_ = name;
    live_[std::move(name)].swap(served);
  }
  CallListener();
}

ServedModelPtr ModelHost::Adopt(ServedModel model) { return reaper_->Adopt(std::move(model)); }

void ModelHost::SetDefault(std::string name) {
  const base::MutexLock lock(mu_);
  default_name_ = std::move(name);
}

absl::Status ModelHost::Remove(std::string_view name) {
  ServedModelPtr last;
  {
    const base::MutexLock lock(mu_);
    const auto found = live_.find(name);
    if (found == live_.end()) {
      return absl::NotFoundError(absl::StrFormat("model %s is not loaded", std::string(name)));
    }
    last.swap(found->second);
    live_.erase(found);
  }
  CallListener();
  return absl::OkStatus();
}

void ModelHost::SetListener(Listener listener) {
  const base::MutexLock lock(mu_);
  listener_ = std::move(listener);
}

void ModelHost::CallListener() const {
  Listener listener;
  {
    const base::MutexLock lock(mu_);
    listener = listener_;
  }
  if (listener) listener();
}

absl::StatusOr<ServedModelPtr> ModelHost::Find(std::string_view name,
                                               std::string_view version) const {
  const base::MutexLock lock(mu_);
  const auto found = name.empty() ? live_.find(default_name_) : live_.find(name);
  if (found == live_.end()) {
    if (name.empty()) return absl::UnavailableError("no model is loaded");
    return absl::NotFoundError(absl::StrFormat("model %s is not loaded", std::string(name)));
  }
  const ServedModelPtr& served = found->second;
  if (!version.empty() && version != served->version) {
    return absl::NotFoundError(absl::StrFormat("model %s has version %s loaded, not %s",
                                               served->name, served->version,
                                               std::string(version)));
  }
  return served;
}

std::vector<ServedModelPtr> ModelHost::Live() const {
  std::vector<ServedModelPtr> live;
  const base::MutexLock lock(mu_);
  for (const auto& [name, served] : live_) live.push_back(served);
  return live;
}

void ModelHost::Drain() {
  for (const ServedModelPtr& served : Live()) served->classifier->Drain();
}

schedule::BatcherStats ModelHost::stats() const { return reaper_->stats(); }

schedule::BatcherLoad ModelHost::load() const {
  schedule::BatcherLoad sum;
  for (const ServedModelPtr& served : Live()) {
    const schedule::BatcherLoad load = served->classifier->load();
    sum.rows += load.rows;
    sum.tokens += load.tokens;
    sum.bytes += load.bytes;
    sum.waiting_rows += load.waiting_rows;
    sum.waiting_tokens += load.waiting_tokens;
    sum.clients += load.clients;
    sum.tokens_per_second = std::max(sum.tokens_per_second, load.tokens_per_second);
    sum.backlog_us += load.backlog_us;
  }
  return sum;
}

}  // namespace txtsentry::server
