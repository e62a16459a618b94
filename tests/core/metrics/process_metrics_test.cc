#include "core/metrics/process_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace txtsentry::metrics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ProcFolder {
 public:
  ProcFolder(const std::string& stat, const std::string& machine_stat)
      : root_(::testing::TempDir() + "process_metrics_test/") {
    std::filesystem::create_directories(root_ + "proc/self/fd");
    std::ofstream(root_ + "proc/self/stat") << stat;
    std::ofstream(root_ + "proc/stat") << machine_stat;
  }
  ~ProcFolder() { std::filesystem::remove_all(root_); }

  // What a registry says of this folder.
  std::string Text() const {
    Registry registry(1);
    const auto held = AddProcessMetrics(registry, root_);
    EXPECT_TRUE(held.ok()) << held.status();
    return registry.Expose(TextFormat::kPrometheus);
  }

 private:
  const std::string root_;
};

constexpr char kStat[] =
    "4242 (a (b) c) S 1 4242 4242 0 -1 4194304 100 0 0 0 150 50 0 0 20 0 7 0 123400 1048576 256 "
    "18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n";
constexpr char kMachineStat[] = "cpu 1 2 3\nintr 5\nbtime 1700000000\nprocesses 3\n";

TEST(ProcessMetricsTest, ReadsTheFieldsBehindACommandWithParentheses) {
  const double ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  const std::string text = ProcFolder(kStat, kMachineStat).Text();
  EXPECT_THAT(text, HasSubstr("\nprocess_cpu_seconds_total " + FormatDouble(200 / ticks) + "\n"));
  EXPECT_THAT(text, HasSubstr("\nprocess_threads 7\n"));
  EXPECT_THAT(text, HasSubstr("\nprocess_start_time_seconds " +
                              FormatDouble(1'700'000'000 + 123'400 / ticks) + "\n"));
  EXPECT_THAT(text, HasSubstr("\nprocess_virtual_memory_bytes " + FormatDouble(1048576) + "\n"));
  const double page = static_cast<double>(::sysconf(_SC_PAGESIZE));
  EXPECT_THAT(text, HasSubstr("\nprocess_resident_memory_bytes " + FormatDouble(256 * page)));
}

TEST(ProcessMetricsTest, LeavesOutWhatIsCutShortOrNoNumber) {
  for (const char* stat : {"", "1 (a", "1 (a) S 1 2", "1 (a) S 1 1 1 0 -1 4 1 0 0 0 x 5 0 0"}) {
    EXPECT_THAT(ProcFolder(stat, kMachineStat).Text(), Not(HasSubstr("process_cpu"))) << stat;
  }
  for (const char* machine_stat : {"cpu 1 2 3\n", "btime soon\n", ""}) {
    const std::string text = ProcFolder(kStat, machine_stat).Text();
    EXPECT_THAT(text, Not(HasSubstr("process_start"))) << machine_stat;
    EXPECT_THAT(text, HasSubstr("process_cpu"));
  }
}

TEST(ProcessMetricsTest, ThisProcessHasThemAll) {
  Registry registry(1);
  const auto held = AddProcessMetrics(registry);
  ASSERT_TRUE(held.ok()) << held.status();
  const std::string text = registry.Expose(TextFormat::kPrometheus);
  for (const char* name : {"cpu_seconds_total", "resident_memory_bytes", "virtual_memory_bytes",
                           "open_fds", "max_fds", "start_time_seconds", "threads"}) {
    EXPECT_THAT(text, HasSubstr("\nprocess_" + std::string(name) + " "));
  }
  EXPECT_THAT(text, Not(HasSubstr("process_resident_memory_bytes 0\n")));
  EXPECT_THAT(text, Not(HasSubstr("process_open_fds 0\n")));
}

TEST(ProcessMetricsTest, WithoutAProcWhatCannotBeReadIsLeftOut) {
  Registry registry(1);
  const auto held = AddProcessMetrics(registry, "/nowhere/");
  const std::string text = registry.Expose(TextFormat::kPrometheus);
  EXPECT_THAT(text, HasSubstr("process_max_fds"));
  EXPECT_THAT(text, Not(HasSubstr("process_cpu")));
}

}  // namespace
}  // namespace txtsentry::metrics
