#include "core/schedule/batch_former.h"

#include <algorithm>
#include <numeric>

namespace txtsentry::schedule {

void BatchFormer::Add(const WaitingRow& row) {
  waiting_.push_back(row);
  waiting_tokens_ += row.tokens;
}

std::vector<WaitingRow> BatchFormer::Remove(int64_t job) {
  std::vector<WaitingRow> removed;
  const auto kept_end = std::stable_partition(
      waiting_.begin(), waiting_.end(), [job](const WaitingRow& row) { return row.job != job; });
  removed.assign(kept_end, waiting_.end());
  waiting_.erase(kept_end, waiting_.end());
  for (const WaitingRow& row : removed) waiting_tokens_ -= row.tokens;
  return removed;
}

BatchFormer::Batch BatchFormer::Next(base::TimeUs now_us, int takers) {
  Batch batch;
  const auto window_end = [this] {
    return waiting_.begin() + std::min<int64_t>(options_.window_rows, waiting_rows());
  };
  const auto live_end =
      std::stable_partition(waiting_.begin(), window_end(),
                            [now_us](const WaitingRow& row) { return row.deadline_us > now_us; });
  batch.expired.assign(live_end, window_end());
  waiting_.erase(live_end, window_end());
  for (const WaitingRow& row : batch.expired) waiting_tokens_ -= row.tokens;

  const int64_t window =
      std::min<int64_t>(options_.window_rows - batch.expired.size(), waiting_rows());
  if (window <= 0) return batch;
  int64_t budget = options_.padded_tokens_max;
  if (takers > 1) budget = std::min(budget, (waiting_tokens_ + takers - 1) / takers);
  const std::vector<int64_t> chosen = ChooseAroundLeader(window, budget, batch.reason);
  if (batch.reason == CloseReason::kTokens && budget < options_.padded_tokens_max) {
    batch.reason = CloseReason::kShare;
  }

  // Remove the chosen positions and close the gaps; the other rows keep their order.
  size_t next_chosen = 0;
  int64_t kept = 0;
  for (int64_t place = 0; place < window; ++place) {
    if (next_chosen < chosen.size() && chosen[next_chosen] == place) {
      batch.rows.push_back(waiting_[place]);
      waiting_tokens_ -= waiting_[place].tokens;
      ++next_chosen;
    } else {
      waiting_[kept++] = waiting_[place];
    }
  }
  waiting_.erase(waiting_.begin() + kept, waiting_.begin() + window);
  return batch;
}

std::vector<int64_t> BatchFormer::ChooseAroundLeader(int64_t window, int64_t tokens_budget,
                                                     CloseReason& reason) const {
  std::vector<int64_t> by_length(window);
  std::iota(by_length.begin(), by_length.end(), 0);
  const auto tokens = [this](int64_t place) { return waiting_[place].tokens; };
  std::stable_sort(by_length.begin(), by_length.end(),
                   [&](int64_t a, int64_t b) { return tokens(a) < tokens(b); });
  const auto leader = std::find(by_length.begin(), by_length.end(), 0) - by_length.begin();

  // Grow [low, high] around the leader, nearest length first. Growth to the left does not raise the
  // padded size of the rows already chosen, so a refusal there does not end growth to the right.
  int64_t low = leader;
  int64_t high = leader;
  bool low_open = true;
  bool high_open = true;
  // The last refusal gives the reason.
  reason = CloseReason::kNoneWaited;
  const auto fits = [&](int64_t new_low, int64_t new_high) {
    const int64_t rows = new_high - new_low + 1;
    const int64_t shortest = tokens(by_length[new_low]);
    const int64_t longest = tokens(by_length[new_high]);
    if (rows > options_.rows_max) {
      reason = CloseReason::kRows;
    } else if (longest * rows > tokens_budget) {
      reason = CloseReason::kTokens;
    } else if (longest - shortest > kLengthSlackTokens &&
               static_cast<double>(longest) > options_.length_ratio_max * shortest) {
      reason = CloseReason::kLength;
    } else {
      return true;
    }
    return false;
  };
  while (true) {
    low_open = low_open && low > 0 && fits(low - 1, high);
    high_open = high_open && high + 1 < window && fits(low, high + 1);
    if (!low_open && !high_open) break;
    const int64_t anchor = tokens(0);
    const bool go_low = low_open && (!high_open || anchor - tokens(by_length[low - 1]) <=
                                                       tokens(by_length[high + 1]) - anchor);
    if (go_low) {
      --low;
    } else {
      ++high;
    }
  }
  std::vector<int64_t> chosen(by_length.begin() + low, by_length.begin() + high + 1);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace txtsentry::schedule
