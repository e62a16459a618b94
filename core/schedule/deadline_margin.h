// Deadline margin: the fraction of the time to a deadline that admission may plan for.
#ifndef TXTSENTRY_CORE_SCHEDULE_DEADLINE_MARGIN_H_
#define TXTSENTRY_CORE_SCHEDULE_DEADLINE_MARGIN_H_

namespace txtsentry::schedule {

// Under overload the queue grows until new jobs are predicted to finish exactly at their deadline.
// Half of them then finish late, because predictions have errors and the answer also takes time to
// reach the caller. So admission plans with only a fraction of the time. Each late or nearly late
// job lowers the fraction by a factor, each job in time raises it a little (additive increase,
// multiplicative decrease). Thread-compatible.
class DeadlineMargin {
 public:
  static constexpr double kShareMax = 0.8;
  static constexpr double kShareMin = 0.1;
  // A job that used more than this fraction of its time counts as late.
  static constexpr double kLate = 0.85;
  static constexpr double kDecrease = 0.96;
  static constexpr double kIncrease = 0.002;

  // The fraction, in [kShareMin, kShareMax].
  double share() const { return share_; }

  // Records that a job used the fraction `used` of the time from its arrival to its deadline; above
  // 1 it was late.
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
