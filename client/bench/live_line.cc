#include "client/bench/live_line.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_format.h"
#include "client/commands/report.h"
#include "core/base/clock.h"

namespace txtsentry::client {

std::string LiveText(const std::string& load, const LoadResult& so_far, double seconds,
                     int64_t outstanding) {
  return absl::StrFormat(
      "%s: %.0f s of %.0f s, %.0f calls/s, p50 %d us, p99 %d us, %d under way, %d failed, %d wrong",
      load, so_far.seconds, seconds, so_far.PerSecond(so_far.answered_calls),
      so_far.latency_us.Quantile(0.5), so_far.latency_us.Quantile(0.99), outstanding,
      so_far.failed(), so_far.faults.total());
}

LiveLine::LiveLine(ProgressMode mode, const LoadRun& run, std::string load, double seconds)
    : run_(run), load_(std::move(load)), seconds_(seconds) {
  if (mode != ProgressMode::kNever) thread_ = std::thread([this, mode] { Show(mode); });
}

LiveLine::~LiveLine() {
  stop_ = true;
  if (thread_.joinable()) thread_.join();
}

void LiveLine::Show(ProgressMode mode) const {
  const base::SteadyClock clock;
  const base::TimeUs start_us = clock.NowUs();
  ProgressMeter meter(mode);
  while (!stop_) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    WriteToStderr(meter.UpdateText(clock.NowUs() - start_us, [this] {
      return LiveText(load_, run_.Now(), seconds_, run_.outstanding());
    }));
  }
  WriteToStderr(meter.Clear());
}

}  // namespace txtsentry::client
