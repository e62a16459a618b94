#include "core/model/bundle.h"

#include <filesystem>

#include "absl/strings/str_replace.h"
#include "core/base/sha256.h"
#include "core/model/model_config.h"
#include "core/model/model_files.h"
#include "core/model/vocabulary_file.h"
#include "tests/core/model/model_fixture.h"

namespace txtsentry::model {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// Saves a small model and returns its folder.
std::string SavedBundle() {
  const std::string folder = TestFolder();
  const absl::Status status = SaveBundle(SmallModel(), folder);
  EXPECT_TRUE(status.ok()) << status;
  return folder;
}

void EditConfig(const std::string& folder, const std::string& from, const std::string& to) {
  const std::string config = ReadBytes(folder + "/model.json");
  ASSERT_THAT(config, HasSubstr(from));
  WriteBytes(folder + "/model.json", absl::StrReplaceAll(config, {{from, to}}));
}

TEST(BundleTest, LoadsWhatItSaved) {
  const std::string folder = SavedBundle();
  const absl::StatusOr<Model> model = LoadModel(folder);
  ASSERT_TRUE(model.ok()) << ErrorOf(model);
  EXPECT_TRUE(SameWeights(model->weights, SmallModel().weights));
  EXPECT_EQ(model->tokens, SmallModel().tokens);
  EXPECT_EQ(model->info.name, "small");
  EXPECT_EQ(model->info.version, "7");
  EXPECT_EQ(model->info.threshold, 0.25);
  EXPECT_EQ(model->info.provenance, SmallModel().info.provenance);
  EXPECT_EQ(model->info.sha256, base::Sha256Hex(ReadBytes(folder + "/weights.safetensors")));
}

TEST(BundleTest, SavesTheSameBytesEveryTime) {
  const std::string folder = SavedBundle();
  ASSERT_TRUE(SaveBundle(*LoadModel(folder), folder + "/again").ok());
  for (const char* file : {kConfigFile, kWeightsFile, kVocabularyFile}) {
    EXPECT_EQ(ReadBytes(folder + "/" + file), ReadBytes(folder + "/again/" + file)) << file;
  }
}

TEST(BundleTest, LeavesNoTemporaryFiles) {
  const std::string folder = SavedBundle();
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 3);
}

TEST(BundleTest, RefusesToSaveABrokenModel) {
  const std::string folder = TestFolder();
  Model model = SmallModel();
  model.tokens.pop_back();
  EXPECT_FALSE(SaveBundle(model, folder).ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST(BundleTest, DetectsEveryChangedFile) {
  for (const char* file : {kWeightsFile, kVocabularyFile}) {
    const std::string folder = SavedBundle();
    std::string bytes = ReadBytes(folder + "/" + file);
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    WriteBytes(folder + "/" + file, bytes);
    EXPECT_THAT(ErrorOf(LoadModel(folder)),
                AllOf(HasSubstr("DATA_LOSS"), HasSubstr(file), HasSubstr("sha256 is")));
  }
}

TEST(BundleTest, NamesTheMissingFile) {
  for (const char* file : {kWeightsFile, kVocabularyFile}) {
    const std::string folder = SavedBundle();
    std::filesystem::remove(folder + "/" + file);
    EXPECT_THAT(ErrorOf(LoadModel(folder)), AllOf(HasSubstr("NOT_FOUND"), HasSubstr(file)));
  }
}

TEST(BundleTest, RejectsSizesThatDifferFromTheWeights) {
  const std::string folder = SavedBundle();
  EditConfig(folder, "\"hidden_dim\": 3", "\"hidden_dim\": 4");
  EXPECT_THAT(ErrorOf(LoadModel(folder)), AllOf(HasSubstr("FAILED_PRECONDITION"),
                                                HasSubstr("model.json"), HasSubstr("9, 2, 4")));
}

TEST(BundleTest, RejectsAVocabularyOfAnotherLength) {
  const std::string folder = SavedBundle();
  const std::string tokens = SerializeVocabularyTsv({"<pad>", "<unk>"});
  EditConfig(folder, base::Sha256Hex(ReadBytes(folder + "/vocab.tsv")), base::Sha256Hex(tokens));
  WriteBytes(folder + "/vocab.tsv", tokens);
  EXPECT_THAT(ErrorOf(LoadModel(folder)), HasSubstr("tokens=2"));
}

TEST(BundleTest, NamesTheInvalidField) {
  const struct {
    const char* from;
    const char* to;
    const char* error;
  } cases[] = {
      {"\"format\": 1", "\"format\": 2", "'format' is 2"},
      {"\"format\": 1", "\"format\": \"1\"", "'format'"},
      {"DNSTxtClassifier", "Transformer", "'architecture'"},
      {"[2, 4]", "[1, 4]", "'ngram_range'"},
      {"[2, 4]", "[2, 4, 5]", "'ngram_range'"},
      {"\"name\"", "\"nome\"", "'name'"},
      {"\"version\": \"7\"", "\"version\": 7", "'version'"},
      {"0.25", "1.5", "threshold=1.5"},
      {"0.25", "\"x\"", "'threshold'"},
      {"\"vocabulary_rows\": 9", "\"vocabulary_rows\": 9.5", "'vocabulary_rows'"},
      {"\"small\"", "\"sm\\u0000all\"", "name: bytes=6"},
      {"\"small\"", "\"\"", "name: bytes=0"},
      {"\"vocab.tsv\": \"", "\"vocab.tsv\": \"A", "'sha256.vocab.tsv'"},
  };
  for (const auto& c : cases) {
    const std::string folder = SavedBundle();
    EditConfig(folder, c.from, c.to);
    EXPECT_THAT(ErrorOf(LoadModel(folder)),
                AllOf(HasSubstr("FAILED_PRECONDITION"), HasSubstr(folder), HasSubstr(c.error)));
  }
}

TEST(BundleTest, IgnoresUnknownFields) {
  const std::string folder = SavedBundle();
  EditConfig(folder, "\"format\": 1,", "\"format\": 1, \"later\": [],");
  EXPECT_TRUE(LoadModel(folder).ok());
}

TEST(ModelConfigTest, RejectsEveryTruncatedFile) {
  const std::string folder = SavedBundle();
  std::string bytes = ReadBytes(folder + "/model.json");
  bytes.resize(bytes.size() - 1);  // The newline after the object is optional.
  ExpectEveryPrefixIsRefused(
      bytes, [](const std::string& prefix) { return ParseModelConfig("f.bin", prefix); });
}

TEST(LoadModelTest, NamesWhatTheFolderLacks) {
  const std::string folder = TestFolder();
  EXPECT_THAT(ErrorOf(LoadModel(folder)),
              AllOf(HasSubstr("NOT_FOUND"), HasSubstr("has neither model.json")));
  EXPECT_THAT(ErrorOf(LoadModel(folder + "/none")), HasSubstr("is not a folder"));
}

TEST(ModelFilesTest, ListsTheFilesOfABundle) {
  const std::string folder = SavedBundle();
  const absl::StatusOr<std::vector<ModelFile>> files = ListModelFiles(folder);
  ASSERT_TRUE(files.ok()) << ErrorOf(files);
  ASSERT_EQ(files->size(), 3U);
  for (const ModelFile& file : *files) {
    const std::string bytes = ReadBytes(folder + "/" + file.name);
    EXPECT_EQ(file.bytes, static_cast<int64_t>(bytes.size()));
    EXPECT_EQ(file.sha256, base::Sha256Hex(bytes));
  }
}

}  // namespace
}  // namespace txtsentry::model
