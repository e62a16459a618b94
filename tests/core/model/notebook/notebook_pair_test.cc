#include "core/model/notebook/notebook_pair.h"

#include "core/base/sha256.h"
#include "core/model/model_files.h"
#include "core/model/notebook/torch_file.h"
#include "core/model/vocabulary_file.h"
#include "tests/core/model/model_fixture.h"

namespace txtsentry::model {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(NotebookPairTest, LoadsWhatItExported) {
  const std::string folder = TestFolder();
  const absl::Status status = ExportNotebookPair(SmallModel(), folder, "detector");
  ASSERT_TRUE(status.ok()) << status;
  const absl::StatusOr<Model> model = LoadModel(folder);
  ASSERT_TRUE(model.ok()) << ErrorOf(model);
  EXPECT_TRUE(SameWeights(model->weights, SmallModel().weights));
  EXPECT_EQ(model->tokens, SmallModel().tokens);
  EXPECT_EQ(model->info.name, "detector");
  EXPECT_EQ(model->info.version, "1");
  EXPECT_EQ(model->info.threshold, 0.5);
  EXPECT_EQ(model->info.sha256, base::Sha256Hex(ReadBytes(folder + "/detector.pt")));
}

TEST(NotebookPairTest, ExportsTheSameBytesEveryTime) {
  const std::string folder = TestFolder();
  ASSERT_TRUE(ExportNotebookPair(SmallModel(), folder + "/a", "m").ok());
  ASSERT_TRUE(ExportNotebookPair(*LoadModel(folder + "/a"), folder + "/b", "m.pt").ok());
  EXPECT_EQ(ReadBytes(folder + "/a/m.pt"), ReadBytes(folder + "/b/m.pt"));
  EXPECT_EQ(ReadBytes(folder + "/a/vocab.pkl"), ReadBytes(folder + "/b/vocab.pkl"));
}

TEST(NotebookPairTest, ReplacesItsOwnFilesOnly) {
  const std::string folder = TestFolder();
  ASSERT_TRUE(ExportNotebookPair(SmallModel(), folder, "m").ok());
  EXPECT_TRUE(ExportNotebookPair(SmallModel(), folder, "m").ok());
  EXPECT_THAT(ErrorOf(ExportNotebookPair(SmallModel(), folder, "n")),
              AllOf(HasSubstr("FAILED_PRECONDITION"), HasSubstr("m.pt")));
}

TEST(NotebookPairTest, RejectsNamesThatAreNotPlain) {
  for (const char* name : {"", ".pt", "..", "a/b", "/a", "a/", ".hidden"}) {
    EXPECT_THAT(ErrorOf(ExportNotebookPair(SmallModel(), TestFolder(), name)),
                HasSubstr("INVALID_ARGUMENT"))
        << name;
  }
}

TEST(NotebookPairTest, NamesMissingAndDuplicateFiles) {
  const std::string folder = TestFolder();
  WriteBytes(folder + "/vocab.pkl", SerializeVocabularyPickle(SmallModel().tokens));
  EXPECT_THAT(ErrorOf(LoadModel(folder)), AllOf(HasSubstr("NOT_FOUND"), HasSubstr("no *.pt")));
  const std::string torch_file = *SerializeTorchFile(SmallModel().weights);
  WriteBytes(folder + "/a.pt", torch_file);
  EXPECT_TRUE(LoadModel(folder).ok());
  WriteBytes(folder + "/b.pt", torch_file);
  EXPECT_THAT(ErrorOf(LoadModel(folder)), HasSubstr("has 2 *.pt, not one"));
}

TEST(NotebookPairTest, NamesTheInvalidFile) {
  const std::string folder = TestFolder();
  ASSERT_TRUE(ExportNotebookPair(SmallModel(), folder, "m").ok());
  WriteBytes(folder + "/vocab.pkl",
             "\x80\x02"
             "cos\nsystem\n.");
  EXPECT_THAT(ErrorOf(LoadModel(folder)), HasSubstr("/vocab.pkl: pickle: offset 2"));
  WriteBytes(folder + "/vocab.pkl", SerializeVocabularyPickle({"<pad>", "<unk>"}));
  EXPECT_THAT(ErrorOf(LoadModel(folder)), HasSubstr("tokens=2, the embedding has "));
  WriteBytes(folder + "/m.pt", "");
  EXPECT_THAT(ErrorOf(LoadModel(folder)), HasSubstr("/m.pt: zip"));
}

TEST(NotebookPairTest, ListsItsTwoFiles) {
  const std::string folder = TestFolder();
  ASSERT_TRUE(ExportNotebookPair(SmallModel(), folder, "m").ok());
  const absl::StatusOr<std::vector<ModelFile>> files = ListModelFiles(folder);
  ASSERT_TRUE(files.ok()) << ErrorOf(files);
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ(files->front().name, "m.pt");
  EXPECT_EQ(files->back().name, "vocab.pkl");
}

}  // namespace
}  // namespace txtsentry::model
