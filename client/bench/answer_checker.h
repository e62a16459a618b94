// Whether answers are the right ones: a server that is fast and wrong must not look good.
#ifndef TXTSENTRY_CLIENT_BENCH_ANSWER_CHECKER_H_
#define TXTSENTRY_CLIENT_BENCH_ANSWER_CHECKER_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "client/scorer.h"
#include "core/base/mutex.h"
#include "txtsentry/v1/classifier.pb.h"

namespace txtsentry::client {

// What is wrong with the answers of a call or of a run, counted in records.
struct AnswerFaults {
  int64_t shape = 0;  // Of a call with the wrong id or number of results: all its records.
  int64_t order = 0;  // The result carries another record's id.
  int64_t score = 0;  // Another probability, number of tokens or status than expected.

  int64_t total() const { return shape + order + score; }
  AnswerFaults& operator+=(const AnswerFaults& other) {
    shape += other.shape;
    order += other.order;
    score += other.score;
    return *this;
  }
};

// Thread-safe.
class AnswerChecker {
 public:
  // For records 0..records-1. Probabilities may differ by `tolerance`.
  AnswerChecker(int64_t records, double tolerance);

  // What record `index` must be answered with. A record of which nothing is expected takes its
  // first answer as what every other must equal. Before the first Check only.
  void Expect(uint32_t index, const ScoreResult& result);

  // Checks the answer to a call of Workload. `id` is the request's, `records` its record indices.
  AnswerFaults Check(std::string_view id, absl::Span<const uint32_t> records,
                     const v1::ClassifyResponse& response);

  // What was wrong first, with numbers and without any record's text; empty when nothing was.
  std::string first_fault() const;

 private:
  void Note(std::string fault);
  bool ScoreIsRight(uint32_t index, const v1::Result& result);

  const double tolerance_;
  std::vector<std::atomic<uint64_t>> expected_;  // Packed; see Pack in the .cc.

  mutable base::Mutex mu_;
  std::string first_fault_ ABSL_GUARDED_BY(mu_);
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_BENCH_ANSWER_CHECKER_H_
