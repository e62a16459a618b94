// Row queue: the order in which waiting rows are computed. It uses no threads, locks or clock; the
// time is an argument.
//
// Three rules, outermost first:
//   - Priorities share by weight: while both have waiting rows, interactive rows get
//     `interactive_share` of the computed tokens and bulk rows the rest, so that neither starves.
//   - Clients of a priority share tokens fairly (start-time fair queueing, Goyal et al. 1996):
//     among the clients at most kQuantumTokens ahead of the least served client, the one whose next
//     row has the earliest deadline is served first.
//   - Rows of a client are ordered by deadline, rows with equal deadlines by arrival.
// A client that was idle starts level with the least served client; it does not save up unused
// share.
#ifndef TXTSENTRY_CORE_SCHEDULE_ROW_QUEUE_H_
#define TXTSENTRY_CORE_SCHEDULE_ROW_QUEUE_H_

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "core/base/clock.h"
#include "core/schedule/waiting_row.h"

namespace txtsentry::schedule {

struct RowQueueOptions {
  double interactive_share = 0.8;  // In (0, 1).
  // A row with at least this many tokens is long; Pop can be restricted to short rows.
  int64_t long_row_tokens = 4096;
};

// Scheduling attributes of a job.
struct JobClass {
  Priority priority = Priority::kInteractive;
  uint64_t client = 0;                      // Only compared by the queue.
  base::TimeUs deadline_us = base::kNever;  // Rows are not computed after this time.
  // The submitting thread would only wait, so it may compute a single row itself.
  bool submitter_may_compute = false;
};

// Thread-compatible.
class RowQueue {
 public:
  // A client this far ahead of the least served one still competes by deadline.
  static constexpr int64_t kQuantumTokens = 8192;

  explicit RowQueue(const RowQueueOptions& options) : options_(options) {}

  // Adds all rows of a job, whose number must be new. row_tokens: [rows], each at least 1.
  void Add(int64_t job, const JobClass& job_class, absl::Span<const int64_t> row_tokens);

  // Removes and returns the next row at `now_us`; nullopt if no row waits (with `short_only`: no
  // short row). Also moves every row whose deadline has passed to `expired`. Takes time logarithmic
  // in the number of waiting rows; some calls also compare up to kClientsMax clients.
  std::optional<WaitingRow> Pop(base::TimeUs now_us, bool short_only,
                                std::vector<WaitingRow>& expired);

  // Removes all waiting rows of a job without computing them, in their order.
  std::vector<WaitingRow> Remove(int64_t job);

  bool Waits() const { return rows_ > 0; }
  int64_t rows() const { return rows_; }
  int64_t tokens() const { return tokens_; }
  int64_t tokens(Priority priority) const { return OfPriority(priority).tokens; }
  int64_t clients() const;

  // Share of the computed tokens while both priorities have waiting rows.
  double ShareOf(Priority priority) const;

  // Waiting tokens of a priority that would be computed before a new job with this deadline.
  // Deadlines are exact to kBucketUs; fair sharing is ignored.
  int64_t TokensBefore(Priority priority, base::TimeUs deadline_us) const;

  // Width of a deadline bucket in TokensBefore.
  static constexpr base::TimeUs kBucketUs = 20'000;

 private:
  // How many clients within the quantum are compared by deadline at most.
  static constexpr int kClientsMax = 16;

  using JobKey = std::pair<base::TimeUs, int64_t>;  // Deadline and job number.
  struct WaitingJob {
    JobClass job_class;
    std::deque<WaitingRow> rows[2];  // Short rows and long rows, each in the job's order.
  };
  struct Client {
    double served = 0;  // Tokens, on the virtual clock of its priority.
    // Jobs with short rows and jobs with long rows; a job with both is in both.
    std::map<JobKey, WaitingJob*> jobs[2];
    bool Waits() const { return !jobs[0].empty() || !jobs[1].empty(); }
  };
  struct Class {
    double served = 0;         // Tokens divided by share, on the virtual clock between priorities.
    int64_t rows[2] = {0, 0};  // Short and long.
    int64_t tokens = 0;
    absl::flat_hash_map<uint64_t, Client> clients;     // Clients with rows.
    std::set<std::pair<double, uint64_t>> by_service;  // `served` and number of each client.
    std::map<base::TimeUs, int64_t> tokens_by_bucket;
  };

  Class& OfPriority(Priority priority) { return classes_[static_cast<size_t>(priority)]; }
  const Class& OfPriority(Priority priority) const {
    return classes_[static_cast<size_t>(priority)];
  }
  int LengthClass(int64_t tokens) const { return tokens >= options_.long_row_tokens ? 1 : 0; }
  // The priority to serve next among those that have a row.
  std::optional<Priority> ChoosePriority(bool short_only) const;
  Client& ChooseClient(Class& in, bool short_only, uint64_t& number);
  WaitingRow TakeFirstRow(Client& client, bool short_only);
  void Expire(base::TimeUs now_us, std::vector<WaitingRow>& expired);
  // Removes a job with all its rows from every index.
  std::vector<WaitingRow> RemoveJob(std::map<int64_t, WaitingJob>::iterator job);
  // Updates the counts for a row that is removed.
  void RowLeaves(const WaitingRow& row);

  const RowQueueOptions options_;
  std::array<Class, 2> classes_;
  std::map<int64_t, WaitingJob> jobs_;  // By number; only jobs with rows.
  std::set<JobKey> by_deadline_;        // All jobs in jobs_ that have a deadline.
  int64_t rows_ = 0;
  int64_t tokens_ = 0;
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_ROW_QUEUE_H_
