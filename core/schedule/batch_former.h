// The batching policy: which waiting rows are computed next. No thread, no lock, no clock; time
// is an argument.
//
// The oldest waiting row always leads the next batch, so a row waits for at most as many batches as
// there are rows before it, however long or odd it is: nothing is starved. Around the leader come
// the rows nearest to it in length from a window of the oldest rows, so that little of a padded
// batch is padding and a packed batch does not end in steps that run one row.
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
  int64_t rows_max = 64;               // Rows of a batch, at least 1.
  int64_t padded_tokens_max = 32'768;  // Longest row's tokens x rows; one row alone may exceed it.
  int64_t window_rows = 1024;  // How many of the oldest rows are looked at; at least rows_max.
  // A row may join when the longest row of the batch stays within this multiple of the shortest, or
  // within kLengthSlackTokens of it.
  double length_ratio_max = 2.0;
};

// Short rows may differ by this much whatever the ratio: below it a batch costs next to nothing.
inline constexpr int64_t kLengthSlackTokens = 32;

// Thread-compatible.
class BatchFormer {
 public:
  struct Batch {
    std::vector<WaitingRow> rows;     // To be computed together.
    std::vector<WaitingRow> expired;  // Left the queue uncomputed: their deadline has passed.
    CloseReason reason = CloseReason::kNoneWaited;  // Of `rows`, when there are any.
  };

  explicit BatchFormer(const BatchFormerOptions& options) : options_(options) {}

  void Add(const WaitingRow& row);

  // Takes the next batch off the queue at `now_us`. `takers`, at least 1, is how many workers are
  // free, this one among them: the batch leaves an equal share of the waiting tokens to each.
  // `rows` is empty only when every row looked at had expired or none waits; then call again while
  // Waits().
  Batch Next(base::TimeUs now_us, int takers);

  // Takes all waiting rows of a job off the queue, uncomputed, in their order.
  std::vector<WaitingRow> Remove(int64_t job);

  bool Waits() const { return !waiting_.empty(); }
  int64_t waiting_rows() const { return static_cast<int64_t>(waiting_.size()); }
  int64_t waiting_tokens() const { return waiting_tokens_; }

 private:
  // The places in the window, ascending, of the rows that the leader at place 0 takes along, and
  // why there are no more.
  std::vector<int64_t> ChooseAroundLeader(int64_t window, int64_t tokens_budget,
                                          CloseReason& reason) const;

  const BatchFormerOptions options_;
  std::deque<WaitingRow> waiting_;  // Oldest first.
  int64_t waiting_tokens_ = 0;
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_BATCH_FORMER_H_
