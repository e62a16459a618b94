#include "core/schedule/batch_worker.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/types/span.h"

namespace txtsentry::schedule {

void BatchWorker::Work() const {
  while (const std::optional<TakenBatch> batch = dispatcher_.TakeBatch()) {
    if (dispatcher_.observer() != nullptr) TellObserver(*batch);
    Run(batch->rows);
  }
}

void BatchWorker::RunForSubmitter(const TakenRow& row) const {
  if (BatchObserver* const observer = dispatcher_.observer()) {
    observer->OnRowStart(row.row.priority, 0, 1);
    if (engine_.lane_scorer() == nullptr) {
      observer->OnBatch(CloseReason::kNoneWaited, 1, row.row.tokens, row.row.tokens);
    }
  }
  Run({row});
}

void BatchWorker::TellObserver(const TakenBatch& batch) const {
  const base::TimeUs now_us = clock_.NowUs();
  const auto rows = static_cast<int64_t>(batch.rows.size());
  int64_t longest = 0;
  int64_t tokens = 0;
  for (const TakenRow& row : batch.rows) {
    longest = std::max(longest, row.row.tokens);
    tokens += row.row.tokens;
    dispatcher_.observer()->OnRowStart(row.row.priority, now_us - row.job->accepted_us, rows);
  }
  dispatcher_.observer()->OnBatch(batch.reason, rows, tokens, longest * rows);
}

void BatchWorker::Run(const std::vector<TakenRow>& rows) const {
  std::vector<int32_t> ids;
  std::vector<int64_t> offsets = {0};
  for (const TakenRow& row : rows) {
    const absl::Span<const int32_t> row_ids = row.ids();
    ids.insert(ids.end(), row_ids.begin(), row_ids.end());
    offsets.push_back(static_cast<int64_t>(ids.size()));
  }
  std::vector<float> logits(rows.size());
  const base::TimeUs begin_us = clock_.NowUs();
  const absl::Status status = engine_.Score({ids, offsets}, absl::MakeSpan(logits));
  std::vector<absl::StatusOr<float>> results;
  results.reserve(rows.size());
  for (size_t r = 0; r < rows.size(); ++r) {
    absl::Status row_status = status;
    if (!status.ok() && rows.size() > 1) {
      const std::vector<int64_t> alone = {0, rows[r].row.tokens};
      row_status = engine_.Score({rows[r].ids(), alone}, absl::MakeSpan(&logits[r], 1));
    }
    if (row_status.ok()) {
      results.emplace_back(logits[r]);
    } else {
      results.emplace_back(row_status);
    }
  }
  dispatcher_.FinishBatch(rows, results, begin_us);
}

}  // namespace txtsentry::schedule
