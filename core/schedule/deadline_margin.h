// How much of the time to a deadline may be planned for, learned from how jobs finish.
#ifndef TXTSENTRY_CORE_SCHEDULE_DEADLINE_MARGIN_H_
#define TXTSENTRY_CORE_SCHEDULE_DEADLINE_MARGIN_H_

namespace txtsentry::schedule {

// Under overload a queue fills until what comes is predicted to finish just at its deadline, and
// then half of all that is admitted comes too late: a prediction is no promise, and the way back to
// the caller takes time, too. So only a share of the time is planned for: it falls by a factor with
// each job that finishes late or nearly so, and grows by a little with each that does not (additive
// increase, multiplicative decrease). Thread-compatible.
class DeadlineMargin {
 public:
  static constexpr double kShareMax = 0.8;
  static constexpr double kShareMin = 0.1;
  // A job that took more of its time than this is late or nearly so.
  static constexpr double kLate = 0.85;
  static constexpr double kDecrease = 0.96;
  static constexpr double kIncrease = 0.002;

  // In [kShareMin, kShareMax].
  double share() const { return share_; }

  // A job took `used` of the time between its arrival and its deadline; above 1 it came too late.
  void OnFinished(double used) {
    if (used > kLate) {
      share_ = share_ * kDecrease < kShareMin ? kShareMin : share_ * kDecrease;
    } else {
      share_ = share_ + kIncrease > kShareMax ? kShareMax : share_ + kIncrease;
    }
  }

 private:
  double share_ = kShareMax;
};

}  // namespace txtsentry::schedule

#endif  // TXTSENTRY_CORE_SCHEDULE_DEADLINE_MARGIN_H_
