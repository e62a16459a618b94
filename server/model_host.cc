#include "server/model_host.h"

#include <pthread.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/strings/str_format.h"

namespace txtsentry::server {
namespace {

void AddTo(batch::BatcherStats& sum, const batch::BatcherStats& stats) {
  sum.rows_accepted += stats.rows_accepted;
  sum.rows_rejected += stats.rows_rejected;
  sum.rows_late += stats.rows_late;
  sum.rows_scored += stats.rows_scored;
  sum.rows_failed += stats.rows_failed;
  sum.rows_expired += stats.rows_expired;
  sum.rows_cancelled += stats.rows_cancelled;
  sum.tokens_saved += stats.tokens_saved;
  sum.batches += stats.batches;
  sum.tokens += stats.tokens;
  sum.padded_tokens += stats.padded_tokens;
}

}  // namespace

// A version's last holder may be one of its own engine threads, which cannot join itself.
class ModelHost::Reaper {
 public:
  Reaper() : thread_([this] { Work(); }) {
    pthread_setname_np(thread_.native_handle(), "model-reaper");
  }

  ~Reaper() { thread_.join(); }

  ServedModelPtr Adopt(ServedModel model) {
    {
      const base::MutexLock lock(mu_);
      ++alive_;
    }
    return {new ServedModel(std::move(model)), [this](const ServedModel* last) { Retire(last); }};
  }

  // Returns when every version has ended.
  void Finish() {
    const base::MutexLock lock(mu_);
    finish_ = true;
    changed_.NotifyAll();
    while (alive_ > 0) changed_.Wait(mu_);
  }

  batch::BatcherStats retired_stats() const {
    const base::MutexLock lock(mu_);
    return retired_stats_;
  }

 private:
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
      batch::BatcherStats stats;
      for (auto& model : ending) {
        model->classifier->Drain();
        AddTo(stats, model->classifier->stats());
        model.reset();
      }
      const base::MutexLock lock(mu_);
      AddTo(retired_stats_, stats);
      alive_ -= static_cast<int64_t>(ending.size());
      changed_.NotifyAll();
    }
  }

  mutable base::Mutex mu_;
  base::CondVar changed_;
  std::vector<std::unique_ptr<const ServedModel>> retired_ ABSL_GUARDED_BY(mu_);
  int64_t alive_ ABSL_GUARDED_BY(mu_) = 0;
  bool finish_ ABSL_GUARDED_BY(mu_) = false;
  batch::BatcherStats retired_stats_ ABSL_GUARDED_BY(mu_);
  std::thread thread_;  // Last: it uses the rest.
};

ModelHost::ModelHost() : reaper_(std::make_shared<Reaper>()) {}

ModelHost::~ModelHost() {
  {
    const base::MutexLock lock(mu_);
    live_.clear();
  }
  reaper_->Finish();
}

void ModelHost::GoLive(ServedModel model) {
  std::string name = model.name;
  ServedModelPtr served = reaper_->Adopt(std::move(model));
  const base::MutexLock lock(mu_);
  if (default_name_.empty()) default_name_ = name;
  live_[std::move(name)].swap(served);
  // `served`, now the version before, is let go of after the lock: declared before it.
}

absl::Status ModelHost::Remove(std::string_view name) {
  ServedModelPtr last;
  const base::MutexLock lock(mu_);
  const auto found = live_.find(name);
  if (found == live_.end()) {
    return absl::NotFoundError(absl::StrFormat("model %s is not loaded", std::string(name)));
  }
  last.swap(found->second);
  live_.erase(found);
  return absl::OkStatus();
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

batch::BatcherStats ModelHost::stats() const {
  batch::BatcherStats sum = reaper_->retired_stats();
  for (const ServedModelPtr& served : Live()) AddTo(sum, served->classifier->stats());
  return sum;
}

batch::BatcherLoad ModelHost::load() const {
  batch::BatcherLoad sum;
  for (const ServedModelPtr& served : Live()) {
    const batch::BatcherLoad load = served->classifier->load();
    sum.rows += load.rows;
    sum.tokens += load.tokens;
    sum.bytes += load.bytes;
    sum.waiting_rows += load.waiting_rows;
    sum.waiting_tokens += load.waiting_tokens;
    sum.clients += load.clients;
    sum.tokens_per_second += load.tokens_per_second;
    sum.backlog_us = std::max(sum.backlog_us, load.backlog_us);
  }
  return sum;
}

}  // namespace txtsentry::server
