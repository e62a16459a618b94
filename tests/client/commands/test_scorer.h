// A scorer for tests whose answers depend only on the text.
#ifndef TXTSENTRY_TESTS_CLIENT_COMMANDS_TEST_SCORER_H_
#define TXTSENTRY_TESTS_CLIENT_COMMANDS_TEST_SCORER_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "client/scorer.h"

namespace txtsentry::client {

// Returns the fraction of 'x' among the text's bytes; suspicious from one half on.
inline ScoreResult TestResult(const std::string& text) {
  ScoreResult result;
  if (text.size() > 65'535) {
    result.status = absl::InvalidArgumentError("bytes exceed bytes_max=65535");
    return result;
  }
  const auto hits = std::count(text.begin(), text.end(), 'x');
  result.probability =
      text.empty() ? 0 : static_cast<float>(hits) / static_cast<float>(text.size());
  result.suspicious = result.probability >= 0.5f;
  result.category = text.empty() ? "empty" : "unknown";
  if (text.empty()) result.reasons = {"EMPTY"};
  result.token_count = static_cast<int64_t>(text.size());
  return result;
}

// Collects `group` chunks and then answers the last one first; a group of 1 is answered
// immediately. Not thread-safe.
class TestScorer final : public Scorer {
 public:
  explicit TestScorer(size_t group = 1) : group_(group) {}
  ~TestScorer() override { AnswerAll(); }
  TestScorer(const TestScorer&) = delete;
  TestScorer& operator=(const TestScorer&) = delete;

  void Score(std::vector<ScoreRequest> records, Done done) override {
    chunk_records_.push_back(records.size());
    if (on_score) on_score();
    held_.emplace_back(std::move(records), std::move(done));
    if (held_.size() >= group_) AnswerAll();
  }

  std::string model_name() const override { return "test@1+0123456789ab"; }
  std::string policy() const override { return policy_name; }

  std::string policy_name = "notebook";

  // Called in each Score.
  std::function<void()> on_score;
  // Modifies each answer, if set; `chunk` counts from 0.
  std::function<absl::StatusOr<std::vector<ScoreResult>>(size_t chunk, std::vector<ScoreResult>)>
      change;

  const std::vector<size_t>& chunk_records() const { return chunk_records_; }

 private:
  void AnswerAll() {
    auto held = std::move(held_);
    held_.clear();
    for (size_t i = held.size(); i-- > 0;) {
      std::vector<ScoreResult> results;
      for (const ScoreRequest& request : held[i].first) results.push_back(TestResult(request.text));
      absl::StatusOr<std::vector<ScoreResult>> answer = std::move(results);
      if (change) answer = change(answered_ + i, *std::move(answer));
      held[i].second(std::move(answer));
    }
    answered_ += held.size();
  }

  const size_t group_;
  std::vector<std::pair<std::vector<ScoreRequest>, Done>> held_;
  std::vector<size_t> chunk_records_;
  size_t answered_ = 0;
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_TESTS_CLIENT_COMMANDS_TEST_SCORER_H_
