// A folder that replaces "/" in tests that read proc and sys.
#ifndef TXTSENTRY_TESTS_CORE_BASE_MADE_UP_ROOT_H_
#define TXTSENTRY_TESTS_CORE_BASE_MADE_UP_ROOT_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace txtsentry::base::test {

class MadeUpRoot : public ::testing::Test {
 protected:
  void SetUp() override {
    const ::testing::TestInfo& info = *::testing::UnitTest::GetInstance()->current_test_info();
    root_ = ::testing::TempDir() + info.test_suite_name() + "_" + info.name() + "/";
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_);
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  void Write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(root_ + path).parent_path());
    std::ofstream(root_ + path) << text;
  }

  std::string root_;
};

}  // namespace txtsentry::base::test

#endif  // TXTSENTRY_TESTS_CORE_BASE_MADE_UP_ROOT_H_
