#include "core/metrics/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace txtsentry::metrics {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

// Files of /proc say that they are empty, so that a reader by size gets nothing.
std::string ReadProc(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The seconds since 1970 at which the machine started.
double BootSeconds(const std::string& stat) {
  std::istringstream words(stat);
  for (std::string word; words >> word;) {
    double seconds = 0;
    if (word == "btime") return words >> seconds ? seconds : kUnknown;
  }
  return kUnknown;
}

// The descriptors of a process are the entries of a folder; reading them opens one more.
double CountEntries(const std::string& folder) {
  std::error_code error;
  int64_t entries = 0;
  for (std::filesystem::directory_iterator i(folder, error), end; !error && i != end;
       i.increment(error)) {
    ++entries;
  }
  return error ? kUnknown : static_cast<double>(entries - 1);
}

enum Place { kCpu, kResident, kVirtual, kOpenFds, kMaxFds, kStart, kThreads };

void Read(const std::string& root, absl::Span<double> values) {
  const double ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  const std::string stat = ReadProc(root + "proc/self/stat");
  // The command's name, field 2 of proc(5), may hold spaces and parentheses.
  const std::vector<std::string> fields =
      absl::StrSplit(stat.substr(stat.rfind(')') + 1), absl::ByAnyChar(" \n"), absl::SkipEmpty());
  const auto field = [&fields](size_t number) {
    constexpr size_t kFirst = 3;
    double value = 0;
    const bool known =
        number - kFirst < fields.size() && absl::SimpleAtod(fields[number - kFirst], &value);
    return known ? value : kUnknown;
  };
  values[kCpu] = (field(14) + field(15)) / ticks;
  values[kThreads] = field(20);
  values[kStart] = BootSeconds(ReadProc(root + "proc/stat")) + field(22) / ticks;
  values[kVirtual] = field(23);
  values[kResident] = field(24) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  values[kOpenFds] = CountEntries(root + "proc/self/fd");
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    values[kMaxFds] = static_cast<double>(limit.rlim_cur);
  }
}

}  // namespace

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
