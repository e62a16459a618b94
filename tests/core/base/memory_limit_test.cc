#include "core/base/memory_limit.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/core/base/made_up_root.h"

namespace txtsentry::base {
namespace {

class MemoryLimitTest : public test::MadeUpRoot {
 protected:
  static int64_t Machine() {
    return static_cast<int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE);
  }
};

TEST_F(MemoryLimitTest, UsesTheMachinesMemoryWithoutCgroups) {
  EXPECT_EQ(ReadMemoryLimit(root_), Machine());
}

TEST_F(MemoryLimitTest, ReadsTheSmallestCgroupV2Limit) {
  Write("proc/self/cgroup", "0::/pod/container\n");
  Write("sys/fs/cgroup/pod/memory.max", "104857600\n");
  Write("sys/fs/cgroup/pod/container/memory.max", "max\n");
  EXPECT_EQ(ReadMemoryLimit(root_), 100 << 20);
}

TEST_F(MemoryLimitTest, ReadsTheCgroupV1Limit) {
  Write("proc/self/cgroup", "4:memory:/pod\n1:cpu:/\n");
  Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(ReadMemoryLimit(root_), Machine());
  Write("sys/fs/cgroup/memory/pod/memory.limit_in_bytes", "73400320\n");
  EXPECT_EQ(ReadMemoryLimit(root_), 70 << 20);
}

}  // namespace
}  // namespace txtsentry::base
