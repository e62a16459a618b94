#include "client/bench/answer_checker.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "absl/strings/str_format.h"
#include "client/bench/workload.h"

namespace txtsentry::client {
namespace {

// An answer packed into one word, so that the first thread with an answer can publish it
// atomically: the probability's bits, 8 bits of status code, 24 bits of token count (a record has
// at most 3 x 65,535). No answer equals kUnknown, because no status code is 255.
constexpr uint64_t kUnknown = ~uint64_t{0};
constexpr uint32_t kTokensMask = (1U << 24) - 1;

struct Answer {
  float probability = 0;
  int32_t code = 0;
  uint32_t tokens = 0;
};

uint64_t Pack(const Answer& answer) {
  uint32_t bits = 0;
  std::memcpy(&bits, &answer.probability, sizeof(bits));
  const uint32_t low =
      static_cast<uint32_t>(answer.code & 0x7f) << 24 | std::min(answer.tokens, kTokensMask);
  return uint64_t{bits} << 32 | low;
}

Answer Unpack(uint64_t packed) {
  Answer answer;
  const auto bits = static_cast<uint32_t>(packed >> 32);
  std::memcpy(&answer.probability, &bits, sizeof(bits));
  answer.code = static_cast<int32_t>(packed >> 24 & 0xff);
  answer.tokens = static_cast<uint32_t>(packed) & kTokensMask;
  return answer;
}

std::string Describe(const Answer& answer) {
  return absl::StrFormat("probability=%.9g tokens=%d status=%d", answer.probability, answer.tokens,
                         answer.code);
}

}  // namespace

AnswerChecker::AnswerChecker(int64_t records, double tolerance)
    : tolerance_(tolerance), expected_(static_cast<size_t>(records)) {
  for (auto& expected : expected_) expected.store(kUnknown, std::memory_order_relaxed);
}

void AnswerChecker::Expect(uint32_t index, const ScoreResult& result) {
  Answer answer;
  answer.probability = result.probability;
  answer.code = static_cast<int32_t>(result.status.code());
  answer.tokens = static_cast<uint32_t>(result.token_count);
  expected_[index].store(Pack(answer), std::memory_order_relaxed);
}

AnswerFaults AnswerChecker::Check(std::string_view id, absl::Span<const uint32_t> records,
                                  const v1::ClassifyResponse& response) {
  AnswerFaults faults;
  const auto wanted = static_cast<int64_t>(records.size());
  if (response.results_size() != wanted || response.id() != id) {
    Note(absl::StrFormat("call %s: %d results, expected %d, with the id of %s call",
                         std::string(id), response.results_size(), wanted,
                         response.id() == id ? "this" : "another"));
    faults.shape = wanted;
    return faults;
  }
  for (int i = 0; i < response.results_size(); ++i) {
    const uint32_t index = records[static_cast<size_t>(i)];
    const v1::Result& result = response.results(i);
    if (result.id() != Workload::IdOf(index)) {
      Note(absl::StrFormat("record %d: its place %d has another record's result", index, i));
      ++faults.order;
    } else if (!ScoreIsRight(index, result)) {
      ++faults.score;
    }
  }
  return faults;
}

bool AnswerChecker::ScoreIsRight(uint32_t index, const v1::Result& result) {
  Answer answer;
  answer.probability = result.probability();
  answer.code = result.status().code();
  answer.tokens = result.token_count();
  uint64_t known = expected_[index].load(std::memory_order_relaxed);
  if (known == kUnknown && std::isfinite(answer.probability) &&
      expected_[index].compare_exchange_strong(known, Pack(answer), std::memory_order_relaxed)) {
    return true;
  }
  const Answer expected = known == kUnknown ? Answer() : Unpack(known);
  const bool same_kind = answer.code == expected.code;
  // A record with an error has no score to compare. The condition is written so that a NaN counts
  // as wrong.
  const bool same_score =
      answer.code != 0 || (answer.tokens == expected.tokens &&
                           std::abs(answer.probability - expected.probability) <= tolerance_);
  if (same_kind && same_score) return true;
  Note(absl::StrFormat("record %d: %s, expected %s", index, Describe(answer), Describe(expected)));
  return false;
}

void AnswerChecker::Note(std::string fault) {
  const base::MutexLock lock(mu_);
  if (first_fault_.empty()) first_fault_ = std::move(fault);
}

std::string AnswerChecker::first_fault() const {
  const base::MutexLock lock(mu_);
  return first_fault_;
}

}  // namespace txtsentry::client
