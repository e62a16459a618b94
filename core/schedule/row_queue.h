// The order in which waiting rows are computed. No thread, no lock, no clock; time is an argument.
//
// Three rules, from the outside in:
//   - Between the two priorities, a weighted share: while both wait, interactive rows get
//     `interactive_share` of the computed tokens and bulk rows the rest, so that neither starves.
//   - Between the clients of a priority, a fair share in tokens (start-time fair queueing, Goyal et
//     al. 1996): of the clients that are at most kQuantumTokens ahead of the one served least, the
//     one whose next row has the earliest deadline comes first.
//   - Of one client's rows, the earliest deadline first, and rows of one deadline as they came.
// A client that was idle starts level with the one served least: what it did not use is not saved.
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
  double interactive_share = 0.8;  // Above 0, below 1.
  // A row of this many tokens or more is a long one; Pop can be asked for short ones only.
  int64_t long_row_tokens = 4096;
};

// Whose rows they are and how urgent.
struct JobClass {
  Priority priority = Priority::kInteractive;
  uint64_t client = 0;                      // The queue only compares it.
  base::TimeUs deadline_us = base::kNever;  // Rows are not computed once this has passed.
  // The submitting thread has nothing better to do than wait, and may compute a lone row itself.
  bool submitter_may_compute = false;
};

// Thread-compatible.
class RowQueue {
 public:
  // How far a client may be ahead of the one served least and still go by its deadline.
  static constexpr int64_t kQuantumTokens = 8192;

  explicit RowQueue(const RowQueueOptions& options) : options_(options) {}

  // Adds all rows of a job, whose number was never added before. row_tokens: [rows], each at least
  // 1.
  void Add(int64_t job, const JobClass& job_class, absl::Span<const int64_t> row_tokens);

  // Takes the next row off the queue at `now_us`; nothing when none waits, or none that is short
  // while `short_only`. Every row whose deadline has passed leaves the queue too, into `expired`.
  // Time: the logarithm of what waits, and of some rows the number of clients up to kClientsMax.
  std::optional<WaitingRow> Pop(base::TimeUs now_us, bool short_only,
                                std::vector<WaitingRow>& expired);

  // Takes all waiting rows of a job off the queue, uncomputed, in their order.
  std::vector<WaitingRow> Remove(int64_t job);

  bool Waits() const { return rows_ > 0; }
  int64_t rows() const { return rows_; }
  int64_t tokens() const { return tokens_; }
  int64_t tokens(Priority priority) const { return OfPriority(priority).tokens; }
  int64_t clients() const;

  // Of the computed tokens, while both priorities wait.
  double ShareOf(Priority priority) const;

  // Tokens that wait in a priority and would be computed before a new job of that deadline, to
  // within kBucketUs of deadlines and leaving shares aside.
  int64_t TokensBefore(Priority priority, base::TimeUs deadline_us) const;

  // The width of the classes of deadlines in TokensBefore.
  static constexpr base::TimeUs kBucketUs = 20'000;

 private:
  // Of the clients in reach of the quantum, at most so many are compared by deadline.
  static constexpr int kClientsMax = 16;

  using JobKey = std::pair<base::TimeUs, int64_t>;  // Deadline and number.
  struct WaitingJob {
    JobClass job_class;
    std::deque<WaitingRow> rows[2];  // Short and long, each in the job's order.
  };
  struct Client {
    double served = 0;  // Tokens, on the virtual clock of its priority.
    // Those with short rows, and those with long ones; a job with both stands in both.
    std::map<JobKey, WaitingJob*> jobs[2];
    bool Waits() const { return !jobs[0].empty() || !jobs[1].empty(); }
  };
  struct Class {
    double served = 0;         // Tokens over share, on the virtual clock between priorities.
    int64_t rows[2] = {0, 0};  // Short and long.
    int64_t tokens = 0;
    absl::flat_hash_map<uint64_t, Client> clients;     // That have rows.
    std::set<std::pair<double, uint64_t>> by_service;  // served and number of each.
    std::map<base::TimeUs, int64_t> tokens_by_bucket;
  };

  Class& OfPriority(Priority priority) { return classes_[static_cast<size_t>(priority)]; }
  const Class& OfPriority(Priority priority) const {
    return classes_[static_cast<size_t>(priority)];
  }
  int LengthClass(int64_t tokens) const { return tokens >= options_.long_row_tokens ? 1 : 0; }
  // The priority to serve next among those that can give a row.
  std::optional<Priority> ChoosePriority(bool short_only) const;
  Client& ChooseClient(Class& in, bool short_only, uint64_t& number);
  WaitingRow TakeFirstRow(Client& client, bool short_only);
  void Expire(base::TimeUs now_us, std::vector<WaitingRow>& expired);
  // Takes a job with all its rows out of every index.
  std::vector<WaitingRow> RemoveJob(std::map<int64_t, WaitingJob>::iterator job);
  // Books a row that leaves.
  void RowLeaves(const WaitingRow& row);

  const RowQueueOptions options_;
  std::array<Class, 2> classes_;
  std::map<int64_t, WaitingJob> jobs_;  // By number; only those with rows.
  std::set<JobKey> by_deadline_;        // Of all jobs in jobs_ that have a deadline.
  int64_t rows_ = 0;
  int64_t tokens_ = 0;
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_ROW_QUEUE_H_
