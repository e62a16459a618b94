#include "server/models/repository_folder.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tests/server/models/repository_fixture.h"

namespace txtsentry::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RepositoryFolderTest : public test::RepositoryFixture {
 protected:
  void Make(const std::string& path) const {
    std::filesystem::create_directories(folder_ + "/" + path);
  }
  void Write(const std::string& path, const std::string& bytes) const {
    std::ofstream(folder_ + "/" + path) << bytes;
  }
  std::vector<ModelFolder> List() const { return ListRepository(folder_).value(); }
  static std::vector<int64_t> Versions(const ModelFolder& model) {
    std::vector<int64_t> versions;
    for (const auto& version : model.versions) versions.push_back(version.version);
    return versions;
  }
};

TEST_F(RepositoryFolderTest, SortsModelsByNameAndVersionsFromHighest) {
  for (const char* path : {"b/9", "b/10", "b/2", "a/1", "empty"}) Make(path);
  const auto models = List();
  ASSERT_EQ(models.size(), 3u);
  EXPECT_EQ(models[0].name, "a");
  EXPECT_EQ(models[1].name, "b");
  EXPECT_THAT(Versions(models[1]), ElementsAre(10, 9, 2));
  EXPECT_EQ(models[1].versions[0].path, folder_ + "/b/10");
  EXPECT_TRUE(models[2].versions.empty());
}

TEST_F(RepositoryFolderTest, SkipsInvalidVersionsAndModels) {
  for (const char* path : {"m/0", "m/01", "m/-1", "m/1a", "m/+1", "m/99999999999999999999", "m/.5",
                           "m/latest", ".hidden/1", "with\nnewline/1"}) {
    Make(path);
  }
  Write("m/7", "a file");
  Write("file", "a file");
  const auto models = List();
  ASSERT_EQ(models.size(), 1u);
  EXPECT_TRUE(models[0].versions.empty());
}

TEST_F(RepositoryFolderTest, TheFingerprintChangesWithAnyFile) {
  Make("m/1");
  const auto fingerprint = [this] { return List()[0].versions[0].fingerprint; };
  const std::string empty = fingerprint();
  Write("m/1/f", "abc");
  const std::string one = fingerprint();
  EXPECT_NE(one, empty);
  EXPECT_EQ(one, fingerprint());
  Write("m/1/f", "abcd");
  EXPECT_NE(fingerprint(), one);
  std::filesystem::remove(folder_ + "/m/1/f");
  EXPECT_EQ(fingerprint(), empty);
}

TEST_F(RepositoryFolderTest, ReadsTheShadowFileAndRefusesAnInvalidOne) {
  Make("m/3");
  EXPECT_EQ(List()[0].shadow, 0);
  Write("m/shadow", "3\n");
  EXPECT_EQ(List()[0].shadow, 3);
  for (const char* bytes : {"", "3x", "three", "-1", "3 4"}) {
    Write("m/shadow", bytes);
    EXPECT_THAT(List()[0].status.ToString(), HasSubstr("m/shadow: does not hold the number"));
  }
}

TEST_F(RepositoryFolderTest, AMissingFolderIsAnError) {
  EXPECT_EQ(ListRepository(folder_ + "/none").status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace txtsentry::server
