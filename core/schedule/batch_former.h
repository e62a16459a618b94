// The batching policy: chooses which waiting rows are computed next. It uses no threads, locks or
// clock; the time is an argument.
//
// The oldest waiting row always leads the next batch. So a row waits for at most as many batches as
// there are rows before it, whatever its length: no row starves. From a window of the oldest rows,
// the rows closest in length to the leader join it. This keeps padding low, and in a packed batch
// it avoids final steps that run a single row.
#ifndef TXTSENTRY_CORE_SCHEDULE_BATCH_FORMER_H_
#define TXTSENTRY_CORE_SCHEDULE_BATCH_FORMER_H_

#include <cstdint>
#include <deque>
#include <vector>

#include "core/base/clock.h"
#include "core/schedule/batch_observer.h"
#include "core/schedule/waiting_row.h"

namespace txtsentry::schedule {

struct BatchFormerOptions {
  int64_t rows_max = 64;               // Rows per batch, at least 1.
  int64_t padded_tokens_max = 32'768;  // Longest row's tokens x rows; a single row may exceed it.
  int64_t window_rows = 1024;          // Size of the window of oldest rows; at least rows_max.
  // A row may join if the longest row of the batch is at most this many times as long as the
  // shortest, or at most kLengthSlackTokens longer.
  double length_ratio_max = 2.0;
};

// Row lengths may differ by this much at any ratio: a batch of rows this short costs next to
// nothing.
inline constexpr int64_t kLengthSlackTokens = 32;

// Thread-compatible.
class BatchFormer {
 public:
  struct Batch {
    std::vector<WaitingRow> rows;  // Rows to compute together.
    // Rows removed without being computed because their deadline passed.
    std::vector<WaitingRow> expired;
    CloseReason reason = CloseReason::kNoneWaited;  // Why `rows` has no more rows.
  };

  explicit BatchFormer(const BatchFormerOptions& options) : options_(options) {}

  void Add(const WaitingRow& row);

  // Removes the next batch from the queue at `now_us`. `takers`, at least 1, is the number of free
  // workers including this one: the batch leaves an equal share of the waiting tokens to each.
  // `rows` is empty only if every row in the window had expired or the queue is empty; call again
  // while Waits().
  Batch Next(base::TimeUs now_us, int takers);

  // Removes all waiting rows of a job without computing them, in their order.
  std::vector<WaitingRow> Remove(int64_t job);

  bool Waits() const { return !waiting_.empty(); }
  int64_t waiting_rows() const { return static_cast<int64_t>(waiting_.size()); }
  int64_t waiting_tokens() const { return waiting_tokens_; }

 private:
  // Returns the ascending window positions of the rows that join the leader at position 0, and sets
  // why no more rows join.
  std::vector<int64_t> ChooseAroundLeader(int64_t window, int64_t tokens_budget,
                                          CloseReason& reason) const;

  const BatchFormerOptions options_;
  std::deque<WaitingRow> waiting_;  // Oldest first.
  int64_t waiting_tokens_ = 0;
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_BATCH_FORMER_H_
