#include "core/model/golden_file.h"

#include <cmath>
#include <filesystem>
#include <limits>

#include "absl/strings/str_replace.h"
#include "core/model/bundle.h"
#include "core/model/load_gate.h"
#include "core/model/model_files.h"
#include "tests/core/model/model_fixture.h"

namespace txtsentry::model {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Records = std::vector<GoldenRecord>;

absl::StatusOr<Records> Parse(const std::string& bytes) { return ParseGoldenTsv("f.bin", bytes); }

Records SomeRecords() {
  return {{"v=spf1 -all", 0.1f},
          {"", 0},
          {"tab\t newline\n \r \\ \x01 \xc3\xa9", 1},
          {"not UTF-8 \xff\xc3", std::nextafter(1.0f, 0.0f)},
          {"x", std::numeric_limits<float>::denorm_min()}};
}

void ExpectSame(const Records& a, const Records& b) {
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].text, b[i].text) << i;
    EXPECT_EQ(a[i].probability, b[i].probability) << i;
  }
}

Model GoldenModel() {
  Model model = SmallModel();
  model.golden = SomeRecords();
  return model;
}

// Saves a small model with golden records and returns its folder.
std::string SavedBundle() {
  const std::string folder = TestFolder();
  EXPECT_TRUE(SaveBundle(GoldenModel(), folder).ok());
  return folder;
}

TEST(GoldenFileTest, RoundTripsBitForBit) {
  const auto records = Parse(SerializeGoldenTsv(SomeRecords()));
  ASSERT_TRUE(records.ok()) << ErrorOf(records);
  ExpectSame(*records, SomeRecords());
}

TEST(GoldenFileTest, WritesOneLinePerRecord) {
  EXPECT_EQ(SerializeGoldenTsv({{"a\tb\xff", 0.25f}, {"\xc3\xa9", 1}}),
            "a\\tb\\xff\t0.25\n\xc3\xa9\t1\n");
}

TEST(GoldenFileTest, ErrorsNameThePositionButNotTheText) {
  const struct {
    const char* bytes;
    const char* error;
  } cases[] = {
      {"secret\t0.5", "offset 0: line 1: the last line has no newline"},
      {"a\t1\nsecret\n", "offset 4: line 2: there is no tab"},
      {"secret\\q\t1\n", "the text has a bad escape"},
      {"secret\t\n", "what follows the tab is not a number"},
      {"secret\t0.5x\n", "what follows the tab is not a number"},
      {"secret\t0.5\t1\n", "what follows the tab is not a number"},
      {"secret\t1e999\n", "what follows the tab is not a number"},
      {"secret\t1.5\n", "golden record 0: probability=1.5 is not in 0..1"},
      {"secret\t-0.1\n", "is not in 0..1"},
      {"secret\tnan\n", "is not in 0..1"},
  };
  for (const auto& c : cases) {
    const auto records = Parse(c.bytes);
    ASSERT_FALSE(records.ok()) << c.bytes;
    EXPECT_THAT(ErrorOf(records), AllOf(HasSubstr("f.bin: "), HasSubstr(c.error)));
    EXPECT_THAT(ErrorOf(records), ::testing::Not(HasSubstr("secret")));
  }
}

TEST(GoldenFileTest, RejectsTextsThatAreTooLong) {
  const std::string text(static_cast<size_t>(kGoldenTextBytesMax) + 1, 'a');
  EXPECT_THAT(ErrorOf(ValidateGolden({{text, 0}})), HasSubstr("bytes=65536 exceed"));
}

TEST(GoldenBundleTest, LoadsAndListsTheGoldenFile) {
  const std::string folder = SavedBundle();
  const auto model = LoadModel(folder);
  ASSERT_TRUE(model.ok()) << ErrorOf(model);
  ExpectSame(model->golden, SomeRecords());
  EXPECT_EQ(ListModelFiles(folder)->back().name, kGoldenFile);
}

TEST(GoldenBundleTest, SavingWithoutGoldenRecordsRemovesOldOnes) {
  const std::string folder = SavedBundle();
  ASSERT_TRUE(SaveBundle(SmallModel(), folder).ok());
  EXPECT_TRUE(LoadModel(folder)->golden.empty());
  EXPECT_FALSE(std::filesystem::exists(folder + "/golden.tsv"));
}

TEST(GoldenBundleTest, DetectsAChangedOrMissingFile) {
  const std::string folder = SavedBundle();
  const std::string path = folder + "/golden.tsv";
  WriteBytes(path, absl::StrReplaceAll(ReadBytes(path), {{"-all", "+all"}}));
  const auto changed = LoadModel(folder);
  EXPECT_THAT(ErrorOf(changed), AllOf(HasSubstr("golden.tsv: sha256 is"), HasSubstr("DATA_LOSS")));
  EXPECT_EQ(GateOf(changed.status()), kGateChecksum);
  std::filesystem::remove(path);
  EXPECT_THAT(ErrorOf(LoadModel(folder)), HasSubstr("NOT_FOUND"));
}

TEST(GoldenBundleTest, RejectsAnInvalidChecksum) {
  const std::string folder = SavedBundle();
  const std::string config = ReadBytes(folder + "/model.json");
  WriteBytes(folder + "/model.json",
             absl::StrReplaceAll(config, {{"\"golden.tsv\": \"", "\"golden.tsv\": \"A"}}));
  EXPECT_THAT(ErrorOf(LoadModel(folder)), HasSubstr("'sha256.golden.tsv'"));
}

TEST(LoadGateTest, MarksAnErrorOnceAndKeepsItsMessage) {
  const absl::Status marked = AtGate(kGateChecksum, absl::DataLossError("bad"));
  EXPECT_EQ(GateOf(AtGate("files", marked)), kGateChecksum);
  EXPECT_EQ(marked.message(), "bad");
  EXPECT_EQ(GateOf(absl::DataLossError("bad")), "");
  EXPECT_TRUE(AtGate("files", absl::OkStatus()).ok());
}

TEST(LoadGateTest, MarksEveryNonFiniteValue) {
  Model model = SmallModel();
  model.weights.w_hh[3] = std::nanf("");
  EXPECT_EQ(GateOf(Validate(model)), kGateNotFinite);
}

}  // namespace
}  // namespace txtsentry::model
