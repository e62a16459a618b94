#include "core/base/cpu_budget.h"

#include <gtest/gtest.h>

#include "tests/core/base/made_up_root.h"

namespace txtsentry::base {
namespace {

class CpuBudgetTest : public test::MadeUpRoot {};

TEST_F(CpuBudgetTest, ThreadsIsTheMinimumOfAllLimits) {
  CpuBudget budget;
  budget.online = 8;
  budget.affinity = 4;
  EXPECT_EQ(budget.Threads(), 4);
  budget.quota = 2.9;
  EXPECT_EQ(budget.Threads(), 2);
  budget.quota = 0.5;
  EXPECT_EQ(budget.Threads(), 1);
}

TEST_F(CpuBudgetTest, ReadsTheQuotaOfCgroupV2) {
  Write("proc/self/cgroup", "0::/pod/container\n");
  Write("sys/fs/cgroup/pod/container/cpu.max", "250000 100000\n");
  const CpuBudget budget = ReadCpuBudget(root_);
  EXPECT_DOUBLE_EQ(budget.quota, 2.5);
  EXPECT_EQ(budget.source, "cgroup v2");
}

TEST_F(CpuBudgetTest, AppliesTheQuotaOfAnAncestor) {
  Write("proc/self/cgroup", "0::/pod/container\n");
  Write("sys/fs/cgroup/pod/cpu.max", "150000 100000\n");
  Write("sys/fs/cgroup/pod/container/cpu.max", "max 100000\n");
  EXPECT_DOUBLE_EQ(ReadCpuBudget(root_).quota, 1.5);
}

TEST_F(CpuBudgetTest, ReadsTheMountRootInsideAContainer) {
  Write("proc/self/cgroup", "0::/not/visible/here\n");
  Write("sys/fs/cgroup/cpu.max", "300000 100000\n");
  EXPECT_DOUBLE_EQ(ReadCpuBudget(root_).quota, 3.0);
}

TEST_F(CpuBudgetTest, ReadsTheQuotaOfCgroupV1) {
  Write("proc/self/cgroup", "5:memory:/a\n4:cpu,cpuacct:/a\n");
  Write("sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "50000\n");
  Write("sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000\n");
  const CpuBudget budget = ReadCpuBudget(root_);
  EXPECT_DOUBLE_EQ(budget.quota, 0.5);
  EXPECT_EQ(budget.source, "cgroup v1");
  EXPECT_EQ(budget.Threads(), 1);
}

TEST_F(CpuBudgetTest, ReportsNoQuotaIfNoneIsSetOrReadable) {
  EXPECT_EQ(ReadCpuBudget(root_).quota, 0);
  Write("proc/self/cgroup", "0::/\n");
  Write("sys/fs/cgroup/cpu.max", "max 100000\n");
  EXPECT_EQ(ReadCpuBudget(root_).quota, 0);
  Write("sys/fs/cgroup/cpu.max", "nonsense\n");
  const CpuBudget budget = ReadCpuBudget(root_);
  EXPECT_EQ(budget.quota, 0);
  EXPECT_GE(budget.Threads(), 1);
  EXPECT_NE(budget.ToString().find("no quota"), std::string::npos);
}

}  // namespace
}  // namespace txtsentry::base
