// Checks the server's answers, so that a fast server with wrong answers is not reported as good.
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

// Errors in the answers of a call or a run, counted in records.
struct AnswerFaults {
  int64_t shape = 0;  // Records of calls with a wrong id or number of results.
  int64_t order = 0;  // Results that carry another record's id.
  int64_t score = 0;  // Results with an unexpected probability, token count or status.

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

  // Sets the expected answer of record `index`. For a record without expectation, the first answer
  // becomes the expected one. Call only before the first Check.
  void Expect(uint32_t index, const ScoreResult& result);

  // Checks the answer to a call of Workload. `id` is the request's id, `records` its record
  // indices.
  AnswerFaults Check(std::string_view id, absl::Span<const uint32_t> records,
                     const v1::ClassifyResponse& response);

  // Describes the first error with numbers and without record text; empty if there was none.
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
