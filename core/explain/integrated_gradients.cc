#include "core/explain/integrated_gradients.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace txtsentry::explain {
namespace {

// The Gauss-Lobatto rule with eight points on [-1, 1] (Abramowitz and Stegun, table 25.6): the end
// points, and the zeros of the derivative of the Legendre polynomial of degree 7.
constexpr Lanes kPoints = {-1.0,
                           -0.871740148509606615337,
                           -0.591700181433142302144,
                           -0.209299217902478868769,
                           0.209299217902478868769,
                           0.591700181433142302144,
                           0.871740148509606615337,
                           1.0};
constexpr Lanes kWeights = {0.0357142857142857142857, 0.210704227143506039383,
                            0.341122692483504364764,  0.412458794658703881567,
                            0.412458794658703881567,  0.341122692483504364764,
                            0.210704227143506039383,  0.0357142857142857142857};

// A step is searched for if one of an interval's seven gaps has this share of the interval's error;
// the search continues while one gap of seven has this share of the step.
constexpr double kStepShare = 0.5;
constexpr double kNarrowShare = 0.8;

struct Interval {
  Lanes scales;
  Lanes logits;
  double error = 0;  // Absolute error of the sum of `attributions`.
  std::vector<double> attributions;
};

struct Gap {
  double begin;
  double end;
  double step;  // Change of the logit, with its sign.
};

Gap LargestGap(const Lanes& scales, const Lanes& logits) {
  Gap largest = {scales[0], scales[1], logits[1] - logits[0]};
  for (size_t l = 1; l + 1 < kLanes; ++l) {
    const double step = logits[l + 1] - logits[l];
    if (std::abs(step) > std::abs(largest.step)) largest = {scales[l], scales[l + 1], step};
  }
  return largest;
}

double Sum(absl::Span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

absl::Status GivenUp() { return absl::CancelledError("the explanation was given up"); }

// The integration of one record. Not thread-safe.
class Integration {
 public:
  Integration(const ScaledLstm& lstm, absl::Span<const int32_t> ids, const GradientOptions& options)
      : lstm_(lstm), options_(options), inputs_(lstm.Prepare(ids)) {}

  absl::StatusOr<Attributions> Run() {
    Add(0, 1);
    if (stopped_) return GivenUp();
    Attributions result;
    result.baseline_logit = intervals_[0].logits.front();
    result.logit = intervals_[0].logits.back();
    const double difference = result.logit - result.baseline_logit;
    const double tolerance =
        std::max(options_.tolerance, options_.tolerance_share * std::abs(difference));
    while (true) {
      if (stopped_) return GivenUp();
      double error = 0;
      for (const Interval& interval : intervals_) error += interval.error;
      result.converged = error <= tolerance;
      if (result.converged || scales_ >= options_.scales_max ||
          ProductsSoFar() >= static_cast<double>(options_.products_max)) {
        break;
      }
      Refine();
    }
    result.tokens.resize(inputs_.tokens());
    for (const Interval& interval : intervals_) {
      for (size_t t = 0; t < result.tokens.size(); ++t) {
        result.tokens[t] += interval.attributions[t];
      }
    }
    result.residual = difference - Sum(result.tokens);
    result.cliffs = cliffs_;
    result.scales = scales_;
    return result;
  }

 private:
  // In double, because the maximum sizes would overflow 64 bits.
  double ProductsSoFar() const {
    return static_cast<double>(scales_) * static_cast<double>(inputs_.tokens()) *
           lstm_.hidden_dim() * lstm_.hidden_dim();
  }

  // Counts a pass over the record; returns false if a limit is reached or the work is stopped.
  bool Pass() {
    stopped_ = stopped_ || (options_.stop && options_.stop());
    if (!stopped_) scales_ += kLanes;
    return !stopped_;
  }

  void Add(double begin, double end) {
    if (begin >= end || !Pass()) return;
    Interval interval;
    interval.attributions.resize(inputs_.tokens());
    const double half = (end - begin) / 2;
    Lanes weights;
    for (size_t l = 0; l < kLanes; ++l) {
      interval.scales[l] = (begin + end) / 2 + half * kPoints[l];
      weights[l] = half * kWeights[l];
    }
    // Use the exact end points, so that neighbouring intervals have the same logit there.
    interval.scales.front() = begin;
    interval.scales.back() = end;
    interval.logits = lstm_.Evaluate(inputs_, interval.scales, weights,
                                     absl::MakeSpan(interval.attributions), scratch_);
    interval.error =
        std::abs(interval.logits.back() - interval.logits.front() - Sum(interval.attributions));
    intervals_.push_back(std::move(interval));
  }

  // Replaces the interval with the largest error by its parts.
  void Refine() {
    const auto worst =
        std::max_element(intervals_.begin(), intervals_.end(),
                         [](const Interval& a, const Interval& b) { return a.error < b.error; });
    const Interval whole = std::move(*worst);
    intervals_.erase(worst);
    const double begin = whole.scales.front();
    const double end = whole.scales.back();
    const Gap largest = LargestGap(whole.scales, whole.logits);
    if (std::abs(largest.step) < kStepShare * whole.error || end - begin <= options_.cliff_width) {
      Add(begin, (begin + end) / 2);
      Add((begin + end) / 2, end);
      return;
    }
    const Gap step = Narrow(largest);
    Add(begin, step.begin);
    if (step.end - step.begin > options_.cliff_width || !AddCliff(step)) Add(step.begin, step.end);
    Add(step.end, end);
  }

  // Narrows the gap around the step while the step remains within one part.
  Gap Narrow(Gap gap) {
    while (gap.end - gap.begin > options_.cliff_width && Pass()) {
      Lanes scales;
      for (size_t l = 0; l < kLanes; ++l) {
        scales[l] = gap.begin + (gap.end - gap.begin) * static_cast<double>(l) / (kLanes - 1);
      }
      scales.back() = gap.end;
      const Gap next = LargestGap(scales, lstm_.Logits(inputs_, scales, scratch_));
      if (std::abs(next.step) < kNarrowShare * std::abs(gap.step)) break;
      gap = next;
    }
    return gap;
  }

  // Distributes the height of a cliff; returns false if the states on its two sides do not diverge.
  bool AddCliff(const Gap& cliff) {
    if (!Pass()) return false;
    Interval interval;
    interval.attributions.resize(inputs_.tokens());
    if (!lstm_.EvaluateParting(inputs_, cliff.begin, cliff.end,
                               absl::MakeSpan(interval.attributions), scratch_)) {
      return false;
    }
    const double sum = Sum(interval.attributions);
    if (!(sum > 0)) return false;
    for (double& attribution : interval.attributions) attribution *= cliff.step / sum;
    cliffs_ += std::abs(cliff.step);
    intervals_.push_back(std::move(interval));
    return true;
  }

  const ScaledLstm& lstm_;
  const GradientOptions& options_;
  const TokenInputs inputs_;
  ScaledLstm::Scratch scratch_;
  std::vector<Interval> intervals_;
  int64_t scales_ = 0;
  double cliffs_ = 0;
  bool stopped_ = false;
};

}  // namespace

absl::StatusOr<Attributions> IntegrateGradients(const ScaledLstm& lstm,
                                                absl::Span<const int32_t> ids,
                                                const GradientOptions& options) {
  if (ids.empty()) return absl::InvalidArgumentError("tokens=0: there is nothing to explain");
  if (options.stop && options.stop()) return GivenUp();
  return Integration(lstm, ids, options).Run();
}

}  // namespace txtsentry::explain
