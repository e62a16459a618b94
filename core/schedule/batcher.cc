#include "core/schedule/batcher.h"

#include <pthread.h>
#include <sched.h>

#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/niceness.h"
#include "core/schedule/lane_worker.h"

namespace txtsentry::schedule {
namespace {

// Binds a thread to processor `index` (modulo their number) of those that this process may use.
// Best effort: if the kernel refuses, the thread stays unbound.
void PinToProcessor(std::thread& thread, int index) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return;
  int left = index % CPU_COUNT(&allowed);
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (!CPU_ISSET(cpu, &allowed) || left-- > 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    pthread_setaffinity_np(thread.native_handle(), sizeof(one), &one);
    return;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Batcher>> Batcher::Create(const engine::Engine& engine,
                                                         const base::Clock& clock,
                                                         const BatcherOptions& options) {
  const AdmissionOptions& admission = options.dispatch.admission;
  const BatchFormerOptions& former = options.dispatch.former;
  const std::pair<const char*, int64_t> at_least_one[] = {
      {"workers", admission.workers},       {"rows_max", admission.rows_max},
      {"tokens_max", admission.tokens_max}, {"bytes_max", admission.bytes_max},
      {"batch rows_max", former.rows_max},  {"batch padded_tokens_max", former.padded_tokens_max}};
  for (const auto& [name, value] : at_least_one) {
    if (value >= 1) continue;
    return absl::InvalidArgumentError(absl::StrFormat("%s=%d is below 1", name, value));
  }
  if (former.window_rows < former.rows_max) {
    return absl::InvalidArgumentError(absl::StrFormat("window_rows=%d is below rows_max=%d",
                                                      former.window_rows, former.rows_max));
  }
  return std::unique_ptr<Batcher>(new Batcher(engine, clock, options));
}

Batcher::Batcher(const engine::Engine& engine, const base::Clock& clock,
                 const BatcherOptions& options)
    : engine_(engine),
      clock_(clock),
      options_(options),
      dispatcher_(clock, options.dispatch),
      batch_worker_(engine, clock, dispatcher_) {
  const base::MutexLock lock(join_mu_);
  for (int i = 0; i < options.dispatch.admission.workers; ++i) {
    workers_.emplace_back([this] { Work(); });
    pthread_setname_np(workers_.back().native_handle(), absl::StrFormat("engine-%d", i).c_str());
    if (options.pin_workers) PinToProcessor(workers_.back(), i);
  }
}

Batcher::~Batcher() { Drain(); }

absl::StatusOr<int64_t> Batcher::Submit(Job job, JobDone done) {
  const auto accepted = dispatcher_.Accept(std::move(job), std::move(done));
  if (!accepted.ok()) return accepted.status();
  if (accepted->for_submitter.has_value()) batch_worker_.RunForSubmitter(*accepted->for_submitter);
  return accepted->number;
}

void Batcher::Drain() {
  dispatcher_.BeginDrain();
  const base::MutexLock lock(join_mu_);
  for (std::thread& worker : workers_) worker.join();
  workers_.clear();
}

void Batcher::Work() {
  if (options_.niceness > 0) base::BeNice(options_.niceness);
  if (const engine::LaneScorer* scorer = engine_.lane_scorer()) {
    LaneWorker(*scorer, clock_, dispatcher_, options_.prefix_states).Work();
  } else {
    batch_worker_.Work();
  }
}

}  // namespace txtsentry::schedule
