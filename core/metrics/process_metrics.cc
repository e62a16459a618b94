#include "core/metrics/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace txtsentry::metrics {
namespace {

// Files of /proc say that they are empty, so that a reader by size gets nothing.
std::string ReadProc(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The descriptors of a process are the entries of a folder; reading them opens one more.
double CountEntries(const std::string& folder) {
  std::error_code error;
  int64_t entries = 0;
  for (std::filesystem::directory_iterator i(folder, error), end; !error && i != end;
       i.increment(error)) {
    ++entries;
  }
  return error ? -1 : static_cast<double>(entries - 1);
}

enum Place { kCpu, kResident, kVirtual, kOpenFds, kMaxFds, kStart, kThreads };

void Read(const std::string& root, absl::Span<double> values) {
  const double ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  if (const auto stat = ParseProcStat(ReadProc(root + "proc/self/stat")); stat.ok()) {
    values[kCpu] = static_cast<double>(stat->user_ticks + stat->system_ticks) / ticks;
    values[kResident] = static_cast<double>(stat->resident_pages * ::sysconf(_SC_PAGESIZE));
    values[kVirtual] = static_cast<double>(stat->virtual_bytes);
    values[kThreads] = static_cast<double>(stat->threads);
    if (const auto boot = ParseBootTime(ReadProc(root + "proc/stat")); boot.ok()) {
      values[kStart] = static_cast<double>(*boot) + static_cast<double>(stat->start_ticks) / ticks;
    }
  }
  if (const double open = CountEntries(root + "proc/self/fd"); open >= 0) values[kOpenFds] = open;
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    values[kMaxFds] = static_cast<double>(limit.rlim_cur);
  }
}

}  // namespace

absl::StatusOr<ProcStat> ParseProcStat(std::string_view text) {
  const size_t command_end = text.rfind(')');
  if (command_end == std::string_view::npos) {
    return absl::InvalidArgumentError("proc stat: no command in parentheses");
  }
  // [0] is field 3 of proc(5), the state.
  const std::vector<std::string> fields = absl::StrSplit(std::string(text.substr(command_end + 1)),
                                                         absl::ByAnyChar(" \n"), absl::SkipEmpty());
  constexpr size_t kFirstField = 3;
  ProcStat stat;
  const std::pair<size_t, int64_t*> wanted[] = {
      {14, &stat.user_ticks},  {15, &stat.system_ticks},  {20, &stat.threads},
      {22, &stat.start_ticks}, {23, &stat.virtual_bytes}, {24, &stat.resident_pages}};
  for (const auto& [field, value] : wanted) {
    const size_t i = field - kFirstField;
    if (i >= fields.size() || !absl::SimpleAtoi(fields[i], value)) {
      return absl::InvalidArgumentError(
          absl::StrFormat("proc stat: field %d of %d is missing or no number", field,
                          fields.size() + kFirstField - 1));
    }
  }
  return stat;
}

absl::StatusOr<int64_t> ParseBootTime(std::string_view text) {
  std::istringstream lines{std::string(text)};
  for (std::string word; lines >> word;) {
    int64_t seconds = 0;
    if (word == "btime" && lines >> seconds) return seconds;
  }
  return absl::InvalidArgumentError("proc stat: no btime");
}

absl::StatusOr<CallbackRegistration> AddProcessMetrics(Registry& registry,
                                                       const std::string& root) {
  std::vector<Description> descriptions = {
      {"process_cpu_seconds_total", "Processor time spent, user and system.", Kind::kCounter, {}},
      {"process_resident_memory_bytes", "Memory that is resident.", Kind::kGauge, {}},
      {"process_virtual_memory_bytes", "Address space in use.", Kind::kGauge, {}},
      {"process_open_fds", "File descriptors open.", Kind::kGauge, {}},
      {"process_max_fds", "File descriptors that may be open.", Kind::kGauge, {}},
      {"process_start_time_seconds", "Start, in seconds since 1970.", Kind::kGauge, {}},
      {"process_threads", "Threads.", Kind::kGauge, {}}};
  return registry.AddCallbacks(std::move(descriptions),
                               [root](absl::Span<double> values) { Read(root, values); });
}

}  // namespace txtsentry::metrics
