#include "client/commands/progress.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"

namespace txtsentry::client {
namespace {

constexpr double kUsASecond = 1e6;
constexpr base::TimeUs kTerminalPeriodUs = 100'000;
constexpr base::TimeUs kPlainPeriodUs = 10'000'000;
constexpr const char* kClearLine = "\r\x1b[K";

double MiB(int64_t bytes) { return static_cast<double>(bytes) / (1024.0 * 1024.0); }

// Returns for example "0:07", "12:30" or "3:05:00".
std::string Duration(int64_t seconds) {
  if (seconds < 3600) return absl::StrFormat("%d:%02d", seconds / 60, seconds % 60);
  return absl::StrFormat("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace

std::string ProgressText(const ProgressNumbers& numbers) {
  const double seconds = static_cast<double>(numbers.elapsed_us) / kUsASecond;
  std::string text = absl::StrFormat("%d records", numbers.records);
  if (seconds > 0) {
    absl::StrAppendFormat(&text, ", %.0f/s", static_cast<double>(numbers.records) / seconds);
  }
  if (numbers.errors > 0) absl::StrAppendFormat(&text, ", %d errors", numbers.errors);
  if (numbers.bytes_total <= 0) {
    absl::StrAppendFormat(&text, ", %.1f MiB read", MiB(numbers.bytes_read));
    return text;
  }
  const double part = std::min(
      1.0, static_cast<double>(numbers.bytes_read) / static_cast<double>(numbers.bytes_total));
  absl::StrAppendFormat(&text, ", %.1f of %.1f MiB (%.0f %%)", MiB(numbers.bytes_read),
                        MiB(numbers.bytes_total), 100 * part);
  if (part > 0 && seconds > 0) {
    absl::StrAppendFormat(&text, ", %s left", Duration(std::llround(seconds * (1 - part) / part)));
  }
  return text;
}

std::string ProgressMeter::Update(const ProgressNumbers& numbers) {
  return UpdateText(numbers.elapsed_us, [&numbers] { return ProgressText(numbers); });
}

std::string ProgressMeter::UpdateText(base::TimeUs elapsed_us,
                                      const std::function<std::string()>& make_text) {
  if (mode_ == ProgressMode::kNever) return "";
  const bool terminal = mode_ == ProgressMode::kTerminal;
  const base::TimeUs period_us = terminal ? kTerminalPeriodUs : kPlainPeriodUs;
  if (elapsed_us - shown_us_ < period_us) return "";
  shown_us_ = elapsed_us;
  if (!terminal) return make_text() + "\n";
  drawn_ = true;
  return kClearLine + make_text();
}

std::string ProgressMeter::Clear() {
  if (!drawn_) return "";
  drawn_ = false;
  return kClearLine;
}

}  // namespace txtsentry::client
