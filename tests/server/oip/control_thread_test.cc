#include "server/oip/control_thread.h"

#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace txtsentry::server::oip {
namespace {

TEST(ControlThread, RunsTasksOneAfterAnotherInTheirOrder) {
  std::vector<int> ran;
  {
    ControlThread thread;
    for (int i = 0; i < 10; ++i) {
      // The thread alone touches the list; its end is the destructor's.
      ASSERT_TRUE(thread.Submit([&ran, i] { ran.push_back(i); }).ok());
    }
  }
  EXPECT_EQ(ran, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(ControlThread, RefusesWhatWouldWaitBehindTooMuch) {
  std::promise<void> started;
  std::promise<void> go_on;
  int ran = 0;
  {
    ControlThread thread;
    ASSERT_TRUE(thread
                    .Submit([&] {
                      started.set_value();
                      go_on.get_future().wait();
                    })
                    .ok());
    started.get_future().wait();
    for (int i = 0; i < ControlThread::kTasksMax; ++i) {
      EXPECT_TRUE(thread.Submit([&ran] { ++ran; }).ok());
    }
    EXPECT_EQ(thread.Submit([&ran] { ++ran; }).code(), absl::StatusCode::kResourceExhausted);
    go_on.set_value();
  }
  EXPECT_EQ(ran, ControlThread::kTasksMax);
}

}  // namespace
}  // namespace txtsentry::server::oip
