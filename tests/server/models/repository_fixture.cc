#include "tests/server/models/repository_fixture.h"

#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "core/pipeline/self_check/golden.h"
#include "tests/support/random_model.h"

namespace txtsentry::test {
namespace {

constexpr int kEngineThreadAttempts = 1'000;

std::string FolderOfTest() {
  const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
  return absl::StrFormat("%s%s_%s", ::testing::TempDir(), info->test_suite_name(), info->name());
}

server::ModelLoaderOptions SmallOptions() {
  server::ModelLoaderOptions options;
  options.classifier.engine.engine = "simd";
  return options;
}

}  // namespace

RepositoryFixture::RepositoryFixture() : folder_(FolderOfTest()), loader_(clock_, SmallOptions()) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
}

RepositoryFixture::~RepositoryFixture() { std::filesystem::remove_all(folder_); }

model::Model RepositoryFixture::ModelOf(uint64_t seed) { return RandomModel(seed, {300, 8, 16}); }

std::string RepositoryFixture::PathOf(const std::string& name, int version) const {
  return absl::StrFormat("%s/%s/%d", folder_, name, version);
}

std::string RepositoryFixture::AddVersion(const std::string& name, int version,
                                          uint64_t seed) const {
  const std::string path = PathOf(name, version);
  const absl::Status saved = pipeline::SaveWithGolden(ModelOf(seed), path);
  EXPECT_TRUE(saved.ok()) << saved;
  return path;
}

server::ServedModel RepositoryFixture::Served(const std::string& name, const std::string& version,
                                              uint64_t seed) const {
  const std::string path = absl::StrFormat("%s/.served-%d", folder_, seed);
  EXPECT_TRUE(pipeline::SaveWithGolden(ModelOf(seed), path).ok());
  auto loaded = loader_.Load({path, name, version, false});
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return std::move(loaded->served);
}

std::vector<float> RepositoryFixture::Scores(const server::ServedModel& served,
                                             const std::vector<std::string>& texts) {
  std::vector<pipeline::Record> records;
  for (const std::string& text : texts) records.push_back({text, ""});
  std::promise<std::vector<pipeline::Result>> promise;
  const auto accepted = served.front().Classify(
      std::move(records), schedule::JobClass(),
      [&promise](std::vector<pipeline::Result> r) { promise.set_value(std::move(r)); });
  EXPECT_TRUE(accepted.ok()) << accepted.status();
  std::vector<float> scores;
  for (const auto& result : promise.get_future().get()) {
    EXPECT_TRUE(result.status.ok()) << result.status;
    scores.push_back(result.probability);
  }
  return scores;
}

float RepositoryFixture::ExpectedScore(uint64_t seed, const std::string& text) const {
  return Scores(Served("expected", "1", seed), {text}).front();
}

void RepositoryFixture::CallOnAnEngineThread(const server::ServedModel& served,
                                             const std::function<void()>& there) {
  for (int attempt = 0; attempt < kEngineThreadAttempts; ++attempt) {
    std::promise<void> asked;
    std::promise<bool> called;
    const auto accepted =
        served.front().Classify({{absl::StrCat("record ", attempt), ""}}, schedule::JobClass(),
                                [&, asker = std::this_thread::get_id()](const auto&) {
                                  const bool on_engine_thread = std::this_thread::get_id() != asker;
                                  if (on_engine_thread) {
                                    asked.get_future().wait();
                                    there();
                                  }
                                  called.set_value(on_engine_thread);
                                });
    asked.set_value();
    ASSERT_TRUE(accepted.ok()) << accepted.status();
    if (called.get_future().get()) return;
  }
  FAIL() << "the asking thread answered all of " << kEngineThreadAttempts << " calls itself";
}

void RepositoryFixture::FlipABit(const std::string& path) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(-1, std::ios::end);
  const auto last = static_cast<char>(file.get() ^ 1);
  file.seekp(-1, std::ios::end);
  file.put(last);
  EXPECT_TRUE(file.good()) << path;
}

}  // namespace txtsentry::test
