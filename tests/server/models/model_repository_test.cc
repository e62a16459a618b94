#include "server/models/model_repository.h"

#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/str_format.h"
#include "core/base/file.h"
#include "tests/server/models/repository_fixture.h"

namespace txtsentry::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;

class ModelRepositoryTest : public test::RepositoryFixture {
 protected:
  ModelRepositoryTest() : shadow_(ShadowOptions()) { options_.folder = folder_; }

  void Open() {
    auto repository = ModelRepository::Create(options_, loader_, host_, shadow_);
    ASSERT_TRUE(repository.ok()) << repository.status();
    repository_ = *std::move(repository);
  }

  std::string LiveVersion(const std::string& name) const {
    const auto served = host_.Find(name, "");
    return served.ok() ? (*served)->version : "none";
  }

  // Lists versions as "m@2 READY: reason".
  std::vector<std::string> Index() const {
    std::vector<std::string> lines;
    for (const ModelStatus& s : repository_->Index()) {
      lines.push_back(absl::StrFormat("%s@%s %s: %s", s.name, s.version, s.state, s.reason));
    }
    return lines;
  }

  RepositoryOptions options_;
  ModelHost host_;
  Shadow shadow_;
  std::unique_ptr<ModelRepository> repository_;
};

TEST_F(ModelRepositoryTest, AtStartTheHighestVersionOfEveryModelGoesLive) {
  AddVersion("b", 9, 1);
  AddVersion("b", 10, 2);
  AddVersion("a", 1, 3);
  Open();
  EXPECT_EQ(LiveVersion("b"), "10");
  EXPECT_EQ(LiveVersion("a"), "1");
  EXPECT_EQ((*host_.Default())->name, "a");
  EXPECT_THAT(Index(),
              ElementsAre("a@1 READY: ", "b@9 UNAVAILABLE: version 10 is live", "b@10 READY: "));
  EXPECT_EQ(repository_->stats().switches, 2);
}

TEST_F(ModelRepositoryTest, ANamedDefaultModelMustGoLive) {
  AddVersion("a", 1, 1);
  AddVersion("b", 1, 2);
  options_.default_model = "b";
  Open();
  EXPECT_EQ((*host_.Default())->name, "b");
  repository_.reset();
  FlipABit(PathOf("b", 1) + "/weights.safetensors");
  ModelHost host;
  const auto again = ModelRepository::Create(options_, loader_, host, shadow_);
  EXPECT_EQ(again.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(again.status().ToString(),
              HasSubstr("the default model b is not live; b/1: checksum: "));
}

TEST_F(ModelRepositoryTest, AnEmptyOrMissingRepositoryIsAnError) {
  for (const std::string& folder : {folder_, folder_ + "/none"}) {
    options_.folder = folder;
    EXPECT_EQ(ModelRepository::Create(options_, loader_, host_, shadow_).status().code(),
              absl::StatusCode::kFailedPrecondition);
  }
}

TEST_F(ModelRepositoryTest, APollLoadsNewVersionsAndModels) {
  AddVersion("m", 1, 1);
  Open();
  AddVersion("m", 2, 2);
  AddVersion("n", 1, 3);
  ASSERT_TRUE(repository_->Poll().ok());
  EXPECT_EQ(LiveVersion("m"), "2");
  EXPECT_EQ(LiveVersion("n"), "1");
  EXPECT_EQ(Scores(**host_.Default(), {"x"}).front(), ExpectedScore(2, "x"));
}

TEST_F(ModelRepositoryTest, PollsPeriodically) {
  AddVersion("m", 1, 1);
  options_.poll_ms = 1;
  Open();
  AddVersion("m", 2, 2);
  while (LiveVersion("m") != "2") std::this_thread::yield();
}

TEST_F(ModelRepositoryTest, ABadVersionKeepsTheOldOneLiveAndIsRetriedOnlyAfterAChange) {
  AddVersion("m", 1, 1);
  Open();
  FlipABit(AddVersion("m", 2, 2) + "/weights.safetensors");
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(repository_->Poll().ok());
  EXPECT_EQ(LiveVersion("m"), "1");
  EXPECT_THAT(Index(), ElementsAre("m@1 READY: ", StartsWith("m@2 UNAVAILABLE: checksum: ")));
  EXPECT_THAT(repository_->stats().failed_at_gate, ElementsAre(Pair("checksum", 1)));
  FlipABit(PathOf("m", 2) + "/weights.safetensors");
  ASSERT_TRUE(repository_->Poll().ok());
  EXPECT_EQ(LiveVersion("m"), "2");
  EXPECT_THAT(Index(), ElementsAre("m@1 UNAVAILABLE: version 2 is live", "m@2 READY: "));
}

TEST_F(ModelRepositoryTest, AHalfWrittenFolderGoesLiveOnlyWhenComplete) {
  AddVersion("m", 1, 1);
  Open();
  const std::string whole = AddVersion("other", 1, 2);
  const std::string half = PathOf("m", 2);
  std::filesystem::create_directories(half);
  // In every order of files, after every file and in the middle of each.
  for (const char* file : {"model.json", "vocab.tsv", "golden.tsv", "weights.safetensors"}) {
    const std::string bytes = base::ReadFile(whole + "/" + file, 1 << 20).value();
    std::ofstream(half + "/" + file) << bytes.substr(0, bytes.size() / 2);
    ASSERT_TRUE(repository_->Poll().ok());
    EXPECT_EQ(LiveVersion("m"), "1") << file;
    std::ofstream(half + "/" + file) << bytes;
    ASSERT_TRUE(repository_->Poll().ok());
    EXPECT_EQ(LiveVersion("m"), file == std::string("weights.safetensors") ? "2" : "1") << file;
  }
}

TEST_F(ModelRepositoryTest, FallsBackToTheNextVersionIfTheHighestFailsAtStart) {
  AddVersion("m", 1, 1);
  FlipABit(AddVersion("m", 2, 2) + "/golden.tsv");
  Open();
  EXPECT_EQ(LiveVersion("m"), "1");
}

TEST_F(ModelRepositoryTest, ReloadsALiveVersionWhoseFilesChangeOrKeepsItOnFailure) {
  AddVersion("m", 1, 1);
  Open();
  AddVersion("m", 1, 2);
  ASSERT_TRUE(repository_->Poll().ok());
  EXPECT_EQ(Scores(**host_.Default(), {"x"}).front(), ExpectedScore(2, "x"));
  FlipABit(PathOf("m", 1) + "/weights.safetensors");
  ASSERT_TRUE(repository_->Poll().ok());
  EXPECT_EQ(Scores(**host_.Default(), {"x"}).front(), ExpectedScore(2, "x"));
  EXPECT_THAT(Index(), ElementsAre(StartsWith("m@1 READY: checksum: ")));
}

TEST_F(ModelRepositoryTest, RemovingFoldersRollsBackAndThenUnloads) {
  AddVersion("keep", 1, 1);
  AddVersion("m", 1, 1);
  AddVersion("m", 2, 2);
  Open();
  std::filesystem::remove_all(PathOf("m", 2));
  ASSERT_TRUE(repository_->Poll().ok());
  EXPECT_EQ(LiveVersion("m"), "1");
  std::filesystem::remove_all(folder_ + "/m");
  ASSERT_TRUE(repository_->Poll().ok());
  EXPECT_EQ(LiveVersion("m"), "none");
  EXPECT_THAT(Index(), ElementsAre("keep@1 READY: "));
  std::filesystem::remove_all(folder_);
  EXPECT_FALSE(repository_->Poll().ok());
  EXPECT_EQ(LiveVersion("keep"), "1");
}

TEST_F(ModelRepositoryTest, LoadsAndUnloadsOnRequest) {
  AddVersion("m", 1, 1);
  Open();
  AddVersion("m", 2, 2);
  EXPECT_EQ(LiveVersion("m"), "1");
  EXPECT_TRUE(repository_->Load("m").ok());
  EXPECT_EQ(LiveVersion("m"), "2");
  EXPECT_TRUE(repository_->Unload("m").ok());
  EXPECT_EQ(LiveVersion("m"), "none");
  EXPECT_THAT(Index(), ElementsAre("m@1 UNAVAILABLE: not loaded", "m@2 UNAVAILABLE: not loaded"));
  EXPECT_EQ(repository_->Unload("m").code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(repository_->Load("m").ok());
  EXPECT_EQ(LiveVersion("m"), "2");
}

TEST_F(ModelRepositoryTest, AFailedLoadReportsWhyAndIsRetriedOnRequest) {
  AddVersion("m", 1, 1);
  Open();
  FlipABit(AddVersion("m", 2, 2) + "/vocab.tsv");
  for (int i = 1; i <= 2; ++i) {
    EXPECT_THAT(repository_->Load("m").ToString(), HasSubstr("checksum: "));
    EXPECT_EQ(repository_->stats().failed_at_gate.at("checksum"), i);
  }
  EXPECT_EQ(LiveVersion("m"), "1");
}

TEST_F(ModelRepositoryTest, AnUnknownNameIsNotFound) {
  AddVersion("m", 1, 1);
  Open();
  std::filesystem::create_directories(folder_ + "/empty");
  for (const char* name : {"none", "", ".", "..", "m/1", "../m", "empty"}) {
    EXPECT_EQ(repository_->Load(name).code(), absl::StatusCode::kNotFound) << name;
  }
}

TEST_F(ModelRepositoryTest, APolledRepositoryRefusesToUnload) {
  AddVersion("m", 1, 1);
  options_.poll_ms = 3'600'000;
  Open();
  absl::Status status;
  repository_->UnloadAsync("m", [&status](const absl::Status& s) { status = s; });
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ModelRepositoryTest, CancelsWaitingCommandsAtTheEndAndRefusesTooMany) {
  AddVersion("m", 1, 1);
  options_.commands_max = 4;
  Open();
  std::atomic<int> answers = 0;
  std::atomic<int> refused = 0;
  for (int i = 0; i < 1000; ++i) {
    AddVersion("m", 1, 1);  // Changed files, so that each load does work.
    repository_->LoadAsync("m", [&](const absl::Status& status) {
      ++answers;
      if (absl::IsResourceExhausted(status)) ++refused;
    });
    if (refused > 0) break;
  }
  repository_.reset();
  EXPECT_GE(refused, 1);
  EXPECT_GE(answers, 5);
}

TEST_F(ModelRepositoryTest, AShadowIsNotLiveUntilItsFileIsRemoved) {
  AddVersion("m", 1, 1);
  std::ofstream(folder_ + "/m/shadow") << "2\n";
  AddVersion("m", 2, 2);
  Open();
  EXPECT_EQ(LiveVersion("m"), "1");
  ASSERT_EQ(shadow_.stats().size(), 1u);
  EXPECT_EQ(shadow_.stats()[0].live_version, "1");
  EXPECT_EQ(shadow_.stats()[0].shadow_version, "2");
  EXPECT_THAT(Index(),
              ElementsAre("m@1 READY: ", "m@2 UNAVAILABLE: is a shadow, which answers no caller"));
  std::filesystem::remove(folder_ + "/m/shadow");
  ASSERT_TRUE(repository_->Load("m").ok());
  EXPECT_EQ(LiveVersion("m"), "2");
  EXPECT_TRUE(shadow_.stats().empty());
}

TEST_F(ModelRepositoryTest, ShadowCountsBelongToOneLiveVersion) {
  AddVersion("m", 1, 1);
  AddVersion("m", 9, 3);
  std::ofstream(folder_ + "/m/shadow") << "9";
  Open();
  AddVersion("m", 2, 2);
  ASSERT_TRUE(repository_->Load("m").ok());
  EXPECT_EQ(LiveVersion("m"), "2");
  EXPECT_EQ(shadow_.stats()[0].live_version, "2");
  ASSERT_TRUE(repository_->Unload("m").ok());
  EXPECT_TRUE(shadow_.stats().empty());
}

TEST_F(ModelRepositoryTest, AnInvalidShadowFileChangesNothing) {
  AddVersion("m", 1, 1);
  Open();
  AddVersion("m", 2, 2);
  std::ofstream(folder_ + "/m/shadow") << "two";
  EXPECT_THAT(repository_->Load("m").ToString(), HasSubstr("does not hold the number"));
  EXPECT_EQ(LiveVersion("m"), "1");
}

TEST_F(ModelRepositoryTest, ConcurrentLoadsUnloadsAndCallsEndInAValidState) {
  for (const char* name : {"a", "b"}) {
    AddVersion(name, 1, 1);
    AddVersion(name, 2, 2);
  }
  options_.commands_max = 10'000;
  Open();
  std::atomic<bool> stop = false;
  std::atomic<int64_t> wrong = 0;
  const float expected = ExpectedScore(2, "x");
  std::thread caller([&] {
    while (!stop) {
      const auto served = host_.Find("a", "");
      if (served.ok() && Scores(**served, {"x"}).front() != expected) ++wrong;
    }
  });
  std::vector<std::thread> operators;
  for (int t = 0; t < 4; ++t) {
    operators.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        const std::string name = (i + t) % 3 == 0 ? "b" : "a";
        if ((i + t) % 2 == 0) {
          repository_->Load(name).IgnoreError();
        } else {
          repository_->Unload(name).IgnoreError();
        }
        repository_->Index();
      }
    });
  }
  for (auto& thread : operators) thread.join();
  stop = true;
  caller.join();
  EXPECT_EQ(wrong, 0);
  for (const char* name : {"a", "b"}) {
    EXPECT_TRUE(repository_->Load(name).ok());
    EXPECT_EQ(LiveVersion(name), "2");
  }
}

}  // namespace
}  // namespace txtsentry::server
