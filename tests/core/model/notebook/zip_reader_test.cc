#include "core/model/notebook/zip_reader.h"

#include "tests/core/model/model_fixture.h"
#include "tests/core/model/notebook/zip_builder.h"

namespace txtsentry::model {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

absl::StatusOr<ZipReader> Open(const std::string& bytes) {
  return ZipReader::Create("f.bin", bytes);
}

// Opens the archive and reads all its entries.
absl::StatusOr<std::string> ReadAll(const std::string& bytes) {
  const absl::StatusOr<ZipReader> zip = Open(bytes);
  if (!zip.ok()) return zip.status();
  std::string all;
  for (const ZipEntry& entry : zip->entries()) {
    const absl::StatusOr<std::string_view> content = zip->Read(entry);
    if (!content.ok()) return content.status();
    all += *content;
  }
  return all;
}

const std::vector<BuiltEntry>& TwoEntries() {
  static const auto* entries = new std::vector<BuiltEntry>{{"a/one", "first"}, {"a/two", "second"}};
  return *entries;
}

TEST(ZipReaderTest, ReadsDataDescriptorsAndZip64Records) {
  const std::string bytes = BuildZip(TwoEntries());
  const absl::StatusOr<ZipReader> zip = Open(bytes);
  ASSERT_TRUE(zip.ok()) << ErrorOf(zip);
  ASSERT_NE(zip->Find("a/two"), nullptr);
  EXPECT_EQ(*zip->Read(*zip->Find("a/two")), "second");
  EXPECT_EQ(zip->Find("a/three"), nullptr);
}

TEST(ZipReaderTest, ReadsAnArchiveWithoutZip64RecordsAndWithAComment) {
  BuiltEnd end;
  end.zip64 = false;
  end.comment = "a comment";
  EXPECT_EQ(*ReadAll(BuildZip({{"a", "x", 0}, {"b", "y", 0}}, end)), "xy");
}

TEST(ZipReaderTest, ReadsAnEmptyArchive) { EXPECT_TRUE(Open(BuildZip({}))->entries().empty()); }

TEST(ZipReaderTest, RejectsEveryTruncatedFile) {
  ExpectEveryPrefixIsRefused(BuildZip(TwoEntries()), ReadAll);
}

TEST(ZipReaderTest, HandlesEveryChangedByte) {
  ExpectEveryChangedByteIsHandled(BuildZip(TwoEntries()), ReadAll,
                                  [](const std::string& all) { return all == "firstsecond"; });
}

TEST(ZipReaderTest, RejectsAWrongChecksum) {
  EXPECT_THAT(ErrorOf(ReadAll(BuildZip({{"a", "x", 0x0808, 0, "", 1}}))),
              AllOf(HasSubstr("DATA_LOSS"), HasSubstr("f.bin"), HasSubstr("CRC-32 of 'a'")));
}

TEST(ZipReaderTest, RejectsCompressedEntries) {
  EXPECT_THAT(ErrorOf(Open(BuildZip({{"a", "x", 0, 8}}))),
              AllOf(HasSubstr("FAILED_PRECONDITION"), HasSubstr("method=8")));
}

TEST(ZipReaderTest, RejectsAnEncryptedEntry) {
  EXPECT_THAT(ErrorOf(Open(BuildZip({{"a", "x", 1}}))), HasSubstr("encrypted"));
}

TEST(ZipReaderTest, RejectsADuplicateName) {
  EXPECT_THAT(ErrorOf(Open(BuildZip({{"a", "x"}, {"a", "y"}}))), HasSubstr("'a' stands twice"));
}

TEST(ZipReaderTest, RejectsALocalHeaderWithAnotherName) {
  BuiltEntry entry{"a", "x"};
  entry.local_name = "b";
  EXPECT_THAT(ErrorOf(Open(BuildZip({entry}))), HasSubstr("disagree on the name"));
}

TEST(ZipReaderTest, RejectsALocalHeaderWithAnotherSize) {
  BuiltEntry entry{"a", "xyz", 0};
  entry.bytes = 2;
  entry.stored_bytes = 2;
  EXPECT_THAT(ErrorOf(Open(BuildZip({entry}))), HasSubstr("disagree on the CRC-32 or size"));
}

TEST(ZipReaderTest, RejectsAnEntryInsideAnother) {
  const BuiltEntry inner{"in", "x"};
  BuiltEntry outer{"out", BuildLocalEntry(inner)};
  BuiltEntry alias = inner;
  alias.header_offset = 30 + outer.name.size() + 4;
  EXPECT_THAT(ErrorOf(Open(BuildZip({outer, alias}))), HasSubstr("'out' and 'in' overlap"));
}

TEST(ZipReaderTest, RejectsAnEntryThatOverlapsTheDirectory) {
  BuiltEntry entry{"a", "x"};
  entry.bytes = 1000;
  entry.stored_bytes = 1000;
  EXPECT_THAT(ErrorOf(Open(BuildZip({entry}))), HasSubstr("passes the directory"));
}

TEST(ZipReaderTest, RejectsAHeaderOffsetBeyondTheFile) {
  BuiltEntry entry{"a", "x"};
  entry.header_offset = 0xfffffff0;
  EXPECT_THAT(ErrorOf(Open(BuildZip({entry}))), HasSubstr("is not a local header"));
}

TEST(ZipReaderTest, RejectsAWrongStoredSize) {
  BuiltEntry entry{"a", "x"};
  entry.stored_bytes = 7;
  EXPECT_THAT(ErrorOf(Open(BuildZip({entry}))), HasSubstr("compressed_bytes=7 but bytes=1"));
}

TEST(ZipReaderTest, RejectsEndRecordsThatDisagree) {
  BuiltEnd end;
  end.entries = 1;
  EXPECT_THAT(ErrorOf(Open(BuildZip(TwoEntries(), end))), HasSubstr("disagree"));
}

TEST(ZipReaderTest, RejectsADirectoryOutsideTheFile) {
  BuiltEnd end;
  end.zip64 = false;
  end.directory_offset = 0xffffff00;
  EXPECT_THAT(ErrorOf(Open(BuildZip(TwoEntries(), end))), HasSubstr("directory_offset=4294967040"));
}

TEST(ZipReaderTest, RejectsMoreEntriesThanTheBound) {
  BuiltEnd end;
  end.zip64 = false;
  end.entries = 60000;
  EXPECT_THAT(ErrorOf(Open(BuildZip(TwoEntries(), end))), HasSubstr("exceeds entries_max=1024"));
}

TEST(ZipReaderTest, RejectsADirectoryWithTooFewEntries) {
  BuiltEnd end;
  end.zip64 = false;
  end.entries = 3;
  EXPECT_THAT(ErrorOf(Open(BuildZip(TwoEntries(), end))), HasSubstr("expected an entry"));
}

}  // namespace
}  // namespace txtsentry::model
