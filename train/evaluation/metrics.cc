#include "train/evaluation/metrics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace txtsentry::train {
namespace {

double Ratio(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

void SortByFallingScore(std::vector<Scored>& rows) {
  std::sort(rows.begin(), rows.end(),
            [](const Scored& a, const Scored& b) { return a.score > b.score; });
}

// Calls visit(positives, negatives) for each group of rows with equal score; `rows` must be sorted.
template <typename Visit>
void ForEachTie(const std::vector<Scored>& rows, const Visit& visit) {
  for (size_t at = 0; at < rows.size();) {
    int64_t positives = 0, negatives = 0;
    const double score = rows[at].score;
    for (; at < rows.size() && rows[at].score == score; ++at) {
      (rows[at].label == 1 ? positives : negatives) += 1;
    }
    visit(positives, negatives);
  }
}

int64_t CountPositives(const std::vector<Scored>& rows) {
  return std::count_if(rows.begin(), rows.end(), [](const Scored& row) { return row.label == 1; });
}

}  // namespace

Interval Wilson95(int64_t part, int64_t whole) {
  if (whole == 0) return {};
  constexpr double kZ = 1.959963984540054;  // 97.5th percentile of the normal distribution.
  const auto n = static_cast<double>(whole);
  const double p = static_cast<double>(part) / n;
  const double middle = p + kZ * kZ / (2 * n);
  const double reach = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  const double scale = 1 + kZ * kZ / n;
  return {std::max(0.0, (middle - reach) / scale), std::min(1.0, (middle + reach) / scale)};
}

int64_t Confusion::rows() const {
  return true_positive + false_positive + true_negative + false_negative;
}
double Confusion::Accuracy() const { return Ratio(true_positive + true_negative, rows()); }
double Confusion::Precision() const { return Ratio(true_positive, true_positive + false_positive); }
double Confusion::Recall() const { return Ratio(true_positive, true_positive + false_negative); }
double Confusion::F1() const {
  return Ratio(2 * true_positive, 2 * true_positive + false_positive + false_negative);
}
double Confusion::MacroF1() const {
  return (F1() + Ratio(2 * true_negative, 2 * true_negative + false_positive + false_negative)) / 2;
}
double Confusion::FalsePositiveRate() const {
  return Ratio(false_positive, false_positive + true_negative);
}

Confusion Confuse(const std::vector<Scored>& rows, double threshold) {
  Confusion confusion;
  for (const Scored& row : rows) {
    const bool positive = row.score >= threshold;
    if (row.label == 1) {
      (positive ? confusion.true_positive : confusion.false_negative) += 1;
    } else {
      (positive ? confusion.false_positive : confusion.true_negative) += 1;
    }
  }
  return confusion;
}

std::optional<double> RocAuc(std::vector<Scored> rows) {
  const int64_t positives_all = CountPositives(rows);
  const int64_t negatives_all = static_cast<int64_t>(rows.size()) - positives_all;
  if (positives_all == 0 || negatives_all == 0) return std::nullopt;
  SortByFallingScore(rows);
  // Counts pairs of a positive above a negative in halves, so that the sum is exact.
  int64_t half_pairs = 0, positives_above = 0;
  ForEachTie(rows, [&](int64_t positives, int64_t negatives) {
    half_pairs += negatives * (2 * positives_above + positives);
    positives_above += positives;
  });
  return static_cast<double>(half_pairs) / 2 / static_cast<double>(positives_all) /
         static_cast<double>(negatives_all);
}

std::optional<double> PrAuc(std::vector<Scored> rows) {
  const int64_t positives_all = CountPositives(rows);
  if (positives_all == 0) return std::nullopt;
  SortByFallingScore(rows);
  double area = 0;
  int64_t positives_above = 0, rows_above = 0;
  ForEachTie(rows, [&](int64_t positives, int64_t negatives) {
    positives_above += positives;
    rows_above += positives + negatives;
    area += Ratio(positives, positives_all) * Ratio(positives_above, rows_above);
  });
  return area;
}

double LogLoss(const std::vector<Scored>& rows) {
  double sum = 0;
  for (const Scored& row : rows) {
    const double score = std::clamp(row.score, 1e-7, 1 - 1e-7);
    sum -= std::log(row.label == 1 ? score : 1 - score);
  }
  return rows.empty() ? 0 : sum / static_cast<double>(rows.size());
}

}  // namespace txtsentry::train
