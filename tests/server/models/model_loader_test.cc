#include "server/models/model_loader.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/model/bundle.h"
#include "core/model/load_gate.h"
#include "core/model/notebook/notebook_pair.h"
#include "core/model/safetensors.h"
#include "server/models/shadow.h"
#include "tests/server/models/repository_fixture.h"

namespace txtsentry::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ModelLoaderTest : public test::RepositoryFixture {
 protected:
  ModelLoaderTest() : path_(AddVersion("m", 1, 1)) {}

  absl::Status LoadError() const { return loader_.Load({path_, "", "", false}).status(); }

  // Replaces a file's content and updates its checksum.
  void Replace(const std::string& file, const std::string& bytes) const {
    const std::string before = base::ReadFile(path_ + "/" + file, 1 << 20).value();
    const std::string config = base::ReadFile(path_ + "/model.json", 1 << 20).value();
    ASSERT_TRUE(base::WriteFileAtomically(path_ + "/" + file, bytes).ok());
    const std::string edited =
        absl::StrReplaceAll(config, {{base::Sha256Hex(before), base::Sha256Hex(bytes)}});
    ASSERT_NE(edited, config);
    ASSERT_TRUE(base::WriteFileAtomically(path_ + "/model.json", edited).ok());
  }

  const std::string path_;
};

TEST_F(ModelLoaderTest, LoadsAModelUnderTheRequestedName) {
  auto loaded = loader_.Load({path_, "front", "12", false});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->served.name, "front");
  EXPECT_EQ(loaded->served.version, "12");
  EXPECT_THAT(loaded->served.display_name, StartsWith("front@12+"));
  EXPECT_EQ(Scores(loaded->served, {"x"}).front(), ExpectedScore(1, "x"));
  EXPECT_THAT(
      LoadTimesText(loaded->times),
      ::testing::MatchesRegex("files .* ms, engine .* ms, self-check .* ms, warm-up .* ms"));
}

TEST_F(ModelLoaderTest, UsesTheFilesNameByDefault) {
  const auto loaded = loader_.Load({path_, "", "", false});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_THAT(loaded->served.display_name, StartsWith("random@1+"));
}

TEST_F(ModelLoaderTest, WarmsUpBeforeItReturns) {
  const auto loaded = loader_.Load({path_, "", "", false});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_GT(loaded->served.before_live.rows_scored, 100);
  EXPECT_EQ(loaded->served.before_live.rows_scored, loaded->served.classifier->stats().rows_scored);
}

TEST_F(ModelLoaderTest, AFlippedBitFailsTheChecksumGate) {
  for (const char* file : {model::kWeightsFile, model::kVocabularyFile, model::kGoldenFile}) {
    FlipABit(path_ + "/" + file);
    const absl::Status status = LoadError();
    EXPECT_EQ(model::GateOf(status), model::kGateChecksum);
    EXPECT_THAT(std::string(status.message()), AllOf(StartsWith("checksum: "), HasSubstr(file)));
    FlipABit(path_ + "/" + file);
  }
  EXPECT_TRUE(LoadError().ok());
}

TEST_F(ModelLoaderTest, ANanWithAValidChecksumFailsAndIsNamed) {
  model::Weights weights = ModelOf(1).weights;
  weights.b_hh[5] = std::nanf("");
  Replace(model::kWeightsFile, model::SerializeSafetensors(weights));
  const absl::Status status = LoadError();
  EXPECT_EQ(model::GateOf(status), model::kGateNotFinite);
  EXPECT_THAT(std::string(status.message()),
              AllOf(StartsWith("not finite: "), HasSubstr("'lstm.bias_hh_l0': value 5 is nan")));
}

TEST_F(ModelLoaderTest, WeightsThatDoNotMatchTheGoldenRecordsFailTheSelfCheck) {
  Replace(model::kWeightsFile, model::SerializeSafetensors(ModelOf(2).weights));
  const absl::Status status = LoadError();
  EXPECT_EQ(model::GateOf(status), kGateSelfCheck);
  EXPECT_THAT(std::string(status.message()),
              AllOf(StartsWith("self-check: golden records off="), HasSubstr("first: record "),
                    HasSubstr("expected 0."), Not(HasSubstr("v=spf1"))));
}

TEST_F(ModelLoaderTest, OneSlightlyWrongGoldenRecordFailsTheSelfCheck) {
  auto golden = model::LoadModel(path_)->golden;
  golden[17].probability += golden[17].probability < 0.5f ? 1e-4f : -1e-4f;
  Replace(model::kGoldenFile, model::SerializeGoldenTsv(golden));
  EXPECT_THAT(std::string(LoadError().message()),
              HasSubstr(absl::StrFormat("off=1 of %d by more than 1e-05; first: record 17",
                                        golden.size())));
}

TEST_F(ModelLoaderTest, AMissingFileFailsTheFilesGate) {
  std::filesystem::remove(path_ + "/vocab.tsv");
  const absl::Status status = LoadError();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(model::GateOf(status), kGateFiles);
  EXPECT_THAT(std::string(status.message()), AllOf(StartsWith("files: "), HasSubstr("vocab.tsv")));
}

TEST_F(ModelLoaderTest, AnUnknownEngineFailsTheEngineGate) {
  ModelLoaderOptions options;
  options.classifier.engine.engine = "abacus";
  const ModelLoader loader(clock_, options);
  const absl::Status status = loader.Load({path_, "", "", false}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(model::GateOf(status), kGateEngine);
}

TEST_F(ModelLoaderTest, WithoutGoldenRecordsComparesWithTheReferenceEngine) {
  ASSERT_TRUE(model::ExportNotebookPair(ModelOf(3), folder_ + "/pair", "random").ok());
  const auto loaded = loader_.Load({folder_ + "/pair", "", "", false});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_GT(loaded->served.before_live.rows_scored, 110);
}

TEST_F(ModelLoaderTest, AShadowHasALowPriorityThreadAndAnswersNoCallers) {
  const auto loaded = loader_.Load({path_, "", "", true});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_FALSE(loaded->served.answers_callers);
  int niceness = 0;
  CallOnAnEngineThread(loaded->served, [&niceness] {
    niceness = getpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)));
  });
  EXPECT_GE(niceness, kShadowNiceness);
}

TEST_F(ModelLoaderTest, RespectsASmallQueue) {
  ModelLoaderOptions options;
  options.classifier.rows_max = 1;
  options.classifier.tokens_max = 300;
  options.classifier.bytes_max = 100;
  const ModelLoader loader(clock_, options);
  const auto loaded = loader.Load({path_, "", "", false});
  EXPECT_TRUE(loaded.ok()) << loaded.status();
}

}  // namespace
}  // namespace txtsentry::server
