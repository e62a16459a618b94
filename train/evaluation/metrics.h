// Evaluation metrics of a binary classifier. Label 1 is the positive class.
#ifndef TXTSENTRY_TRAIN_EVALUATION_METRICS_H_
#define TXTSENTRY_TRAIN_EVALUATION_METRICS_H_

#include <cstdint>
#include <optional>
#include <vector>

namespace txtsentry::train {

struct Scored {
  int label = 0;     // 0 or 1.
  double score = 0;  // Probability of label 1.
};

// Bounds of a proportion.
struct Interval {
  double low = 0;
  double high = 1;
};

// The Wilson score interval at 95% for `part` of `whole` (Wilson 1927, "Probable Inference"). It
// stays in [0, 1] and is meaningful for 0 of 100. Returns [0, 1] for 0 of 0.
Interval Wilson95(int64_t part, int64_t whole);

struct Confusion {
  int64_t true_positive = 0;
  int64_t false_positive = 0;
  int64_t true_negative = 0;
  int64_t false_negative = 0;

  int64_t rows() const;
  // Ratios are 0 if their denominator is 0, as in scikit-learn with zero_division=0.
  double Accuracy() const;
  double Precision() const;
  double Recall() const;
  double F1() const;
  double MacroF1() const;  // Mean of both classes' F1.
  double FalsePositiveRate() const;
};

// A row is positive if score >= threshold.
Confusion Confuse(const std::vector<Scored>& rows, double threshold);

// Area under the ROC curve: the probability that a positive scores above a negative, counting ties
// as a half. Empty if a class is missing.
std::optional<double> RocAuc(std::vector<Scored> rows);

// Area under the precision-recall curve as defined by scikit-learn's average_precision_score: a
// step function, with rows of equal score grouped. Empty without positives.
std::optional<double> PrAuc(std::vector<Scored> rows);

// Mean binary cross-entropy, with scores clamped to 1e-7 from 0 and 1. 0 for no rows.
double LogLoss(const std::vector<Scored>& rows);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_EVALUATION_METRICS_H_
