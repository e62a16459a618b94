#include "server/observe/load_report.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "xds/data/orca/v3/orca_load_report.pb.h"

namespace txtsentry::server {
namespace {

constexpr base::TimeUs kEveryUs = 100'000;
constexpr base::TimeUs kTrailerEveryUs = 1000;
// A backlog this long weighs as much as a fully busy engine.
constexpr double kBacklogUs = 100'000;

}  // namespace

LoadReport::LoadReport(const base::Clock& clock, double processors, Read read)
    : clock_(clock),
      processors_(processors),
      read_(std::move(read)),
      next_us_(clock.NowUs() + kEveryUs),
      last_(Take()) {
  trailer_ = Serialise(last_, last_);
}

void LoadReport::Count(bool error) {
  calls_.fetch_add(1, std::memory_order_relaxed);
  if (error) errors_.fetch_add(1, std::memory_order_relaxed);
}

LoadReport::Sums LoadReport::Take() const {
  return {clock_.NowUs(), read_(), calls_.load(std::memory_order_relaxed),
          errors_.load(std::memory_order_relaxed)};
}

std::string LoadReport::Serialise(const Sums& from, const Sums& to) const {
  const double us = static_cast<double>(std::max<base::TimeUs>(to.at_us - from.at_us, 1));
  const double seconds = us / 1e6;
  const LoadReading& now = to.reading;
  double busy = 0;
  if (now.tokens_per_second > 0) {
    busy =
        static_cast<double>(now.tokens - from.reading.tokens) / (seconds * now.tokens_per_second);
  }
  xds::data::orca::v3::OrcaLoadReport report;
  report.set_cpu_utilization(static_cast<double>(now.cpu_us - from.reading.cpu_us) /
                             (us * processors_));
  report.set_rps_fractional(static_cast<double>(to.calls - from.calls) / seconds);
  report.set_eps(static_cast<double>(to.errors - from.errors) / seconds);
  // After a model is unloaded, its tokens are missing from the sum for a moment: clamp to 0.
  report.set_application_utilization(std::max(busy, 0.0) +
                                     static_cast<double>(now.backlog_us) / kBacklogUs);
  return report.SerializeAsString();
}

std::optional<std::string> LoadReport::Trailer() {
  const base::TimeUs now_us = clock_.NowUs();
  if (now_us < next_trailer_us_.load(std::memory_order_relaxed)) return std::nullopt;
  next_trailer_us_.store(now_us + kTrailerEveryUs, std::memory_order_relaxed);
  base::TimeUs next_us = next_us_;
  // One of the calls that end concurrently computes the report; the others use the last one.
  if (now_us >= next_us && next_us_.compare_exchange_strong(next_us, now_us + kEveryUs)) {
    const Sums now = Take();
    const base::MutexLock lock(mu_);
    trailer_ = Serialise(last_, now);
    last_ = now;
    return trailer_;
  }
  const base::MutexLock lock(mu_);
  return trailer_;
}

base::TimeUs ProcessCpuUs() {
  timespec used = {};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<base::TimeUs>(used.tv_sec) * 1'000'000 + used.tv_nsec / 1000;
}

}  // namespace txtsentry::server
