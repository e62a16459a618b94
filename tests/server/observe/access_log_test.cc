#include "server/observe/access_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace txtsentry::server {
namespace {

using ::testing::HasSubstr;

class AccessLogTest : public ::testing::Test {
 protected:
  AccessLogTest() {
    options_.path =
        ::testing::TempDir() + ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove(options_.path);
    std::filesystem::remove(options_.path + ".1");
  }
  static std::string ReadAll(const std::string& path) {
    std::ostringstream all;
    all << std::ifstream(path).rdbuf();
    return all.str();
  }
  static AccessEntry Entry(const char* model) {
    AccessEntry entry;
    entry.method = "package.Service/Method";
    entry.model = model;
    return entry;
  }

  AccessLogOptions options_;
};

TEST(AccessLineTest, IsJsonWithTheSetFields) {
  AccessEntry entry;
  entry.start = absl::UnixEpoch() + absl::Microseconds(1);
  entry.method = "package.Service/Method";
  entry.peer = "ipv4:192.0.2.7";
  entry.code = absl::StatusCode::kResourceExhausted;
  entry.duration_us = 1234;
  entry.records = 2;
  entry.bytes = 30;
  EXPECT_EQ(ToLine(entry),
            R"({"time":"1970-01-01T00:00:00.000001Z","method":"package.Service/Method",)"
            R"("peer":"ipv4:192.0.2.7","code":"RESOURCE_EXHAUSTED","duration_us":1234,)"
            R"("requests":1,"records":2,"bytes":30})"
            "\n");
  entry.model = "a\"b\n";
  entry.texts_hash = "00ff";
  EXPECT_THAT(ToLine(entry), HasSubstr(R"("texts_hash":"00ff","model":"a\"b\n"})"));
}

TEST(TextHasherTest, EqualTextsHaveEqualHashesUnderOneKeyOnly) {
  const auto hash = [](uint64_t key, const std::vector<std::string>& texts) {
    TextHasher hasher({key, key});
    for (const std::string& text : texts) hasher.Add(text);
    return hasher.Hex();
  };
  EXPECT_EQ(hash(1, {"a", "bc"}), hash(1, {"a", "bc"}));
  EXPECT_EQ(hash(1, {"a"}).size(), 16U);
  EXPECT_NE(hash(1, {"a", "bc"}), hash(1, {"ab", "c"}));
  EXPECT_NE(hash(1, {"a", "bc"}), hash(1, {"bc", "a"}));
  EXPECT_NE(hash(1, {"a"}), hash(1, {"a", ""}));
  EXPECT_NE(hash(1, {"a"}), hash(2, {"a"}));
}

TEST_F(AccessLogTest, WritesEveryLineBeforeItIsDestroyed) {
  {
    const auto log = AccessLog::Create(options_).value();
    for (int i = 0; i < 1000; ++i) log->Write(Entry("m"));
  }
  const std::string all = ReadAll(options_.path);
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1000);
}

TEST_F(AccessLogTest, CreatesTheFileAgainAfterItWasMoved) {
  auto log = AccessLog::Create(options_).value();
  log->Write(Entry("before"));
  while (log->stats().written < 1) std::this_thread::yield();
  std::filesystem::rename(options_.path, options_.path + ".1");
  log->Write(Entry("after"));
  log.reset();
  EXPECT_THAT(ReadAll(options_.path + ".1"), HasSubstr("before"));
  EXPECT_THAT(ReadAll(options_.path), HasSubstr("after"));
}

TEST_F(AccessLogTest, AFullDiskLosesLinesAndCountsThem) {
  options_.path = "/dev/full";
  const auto log = AccessLog::Create(options_).value();
  for (int i = 0; i < 10; ++i) log->Write(Entry("m"));
  while (log->stats().failed < 10) std::this_thread::yield();
  EXPECT_EQ(log->stats().written, 0);
}

TEST_F(AccessLogTest, DropsAndCountsLinesThatDoNotFitTheQueue) {
  options_.queue_bytes = 10;
  const auto log = AccessLog::Create(options_).value();
  log->Write(Entry("m"));
  EXPECT_EQ(log->stats().dropped, 1);
}

TEST_F(AccessLogTest, SamplesTheConfiguredShare) {
  options_.sample = 0.25;
  const auto log = AccessLog::Create(options_).value();
  int sampled = 0;
  for (int i = 0; i < 10'000; ++i) sampled += log->Sample() ? 1 : 0;
  // Within eight standard deviations of the mean.
  EXPECT_NEAR(sampled, 2500, 350);
}

TEST_F(AccessLogTest, AMissingFolderFailsTheStart) {
  options_.path = ::testing::TempDir() + "no/such/folder";
  const auto log = AccessLog::Create(options_);
  EXPECT_EQ(log.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(log.status().message()), HasSubstr("no/such/folder: cannot be opened"));
}

}  // namespace
}  // namespace txtsentry::server
