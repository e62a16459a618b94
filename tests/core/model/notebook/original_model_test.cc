// Tests with the original weights and vocabulary published by Splunk. They are not part of the
// project: the folder is TXTSENTRY_ORIGINAL_MODEL, or shared/models/splunk-escu in the source
// folder.
#include <algorithm>
#include <cstdlib>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/model/bundle.h"
#include "core/model/model.h"
#include "core/model/notebook/notebook_pair.h"
#include "tests/core/model/model_fixture.h"

namespace txtsentry::model {
namespace {

class OriginalModelTest : public testing::Test {
 protected:
  void SetUp() override {
    // No thread has started yet, so reading the environment is safe.
    const char* folder = std::getenv("TXTSENTRY_ORIGINAL_MODEL");  // NOLINT(concurrency-mt-unsafe)
    folder_ = folder != nullptr ? folder : TXTSENTRY_SOURCE_DIR "/../shared/models/splunk-escu";
    if (folder == nullptr && !base::IsFolder(folder_)) {
      GTEST_SKIP() << "no original model: set TXTSENTRY_ORIGINAL_MODEL to a folder with its .pt "
                      "and vocab.pkl";
    }
  }

  std::string folder_;
};

TEST_F(OriginalModelTest, HasTheDocumentedContents) {
  const absl::StatusOr<Model> model = LoadModel(folder_);
  ASSERT_TRUE(model.ok()) << ErrorOf(model);
  EXPECT_EQ(model->info.sha256, "7fd5b196096bece90155f3a23b818cc7957ab43b50efb5a48e1ee3daedc05993");
  EXPECT_EQ(base::Sha256Hex(ReadBytes(folder_ + "/vocab.pkl")),
            "3621e1fa782f336e5d2806bcd0694313373cf7ec043a750d0f2c828b049c6525");
  EXPECT_EQ(model->info.name, "detect_suspicious_dns_txt_records_using_pretrained_model_in_dsdl");
  EXPECT_EQ(model->weights.vocabulary_rows, 10002);
  EXPECT_EQ(model->weights.embedding_dim, 64);
  EXPECT_EQ(model->weights.hidden_dim, 64);
  EXPECT_TRUE(std::all_of(model->weights.embedding.begin(), model->weights.embedding.begin() + 64,
                          [](float value) { return value == 0; }));
  EXPECT_NEAR(model->weights.fc_bias, -0.34076, 1e-5);
  const std::vector<std::string> first(model->tokens.begin(), model->tokens.begin() + 10);
  EXPECT_THAT(first, testing::ElementsAre("<pad>", "<unk>", "f1", "v=", "pf1", "v=s", "ll", "all",
                                          "ip", "ip4"));
  EXPECT_EQ(model->tokens[1030], "face");
  EXPECT_EQ(model->tokens[8605], "dkim");
}

TEST_F(OriginalModelTest, RoundTripsThroughBundleAndExport) {
  const std::string work = TestFolder();
  const absl::StatusOr<Model> original = LoadModel(folder_);
  ASSERT_TRUE(original.ok()) << ErrorOf(original);
  ASSERT_TRUE(SaveBundle(*original, work + "/bundle").ok());
  const absl::StatusOr<Model> bundle = LoadModel(work + "/bundle");
  ASSERT_TRUE(bundle.ok()) << ErrorOf(bundle);
  ASSERT_TRUE(ExportNotebookPair(*bundle, work + "/pair", bundle->info.name).ok());
  const absl::StatusOr<Model> pair = LoadModel(work + "/pair");
  ASSERT_TRUE(pair.ok()) << ErrorOf(pair);
  EXPECT_TRUE(SameWeights(bundle->weights, original->weights));
  EXPECT_TRUE(SameWeights(pair->weights, original->weights));
  EXPECT_EQ(bundle->tokens, original->tokens);
  EXPECT_EQ(pair->tokens, original->tokens);
}

}  // namespace
}  // namespace txtsentry::model
