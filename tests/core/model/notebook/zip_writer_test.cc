#include "core/model/notebook/zip_writer.h"

#include "core/model/notebook/zip_reader.h"
#include "tests/core/model/model_fixture.h"

namespace txtsentry::model {
namespace {

TEST(ZipWriterTest, WritesWhatTheReaderReads) {
  const absl::StatusOr<std::string> bytes = WriteStoredZip({{"a/x", "one"}, {"a/y", ""}});
  ASSERT_TRUE(bytes.ok());
  const absl::StatusOr<ZipReader> zip = ZipReader::Create("f.bin", *bytes);
  ASSERT_TRUE(zip.ok()) << ErrorOf(zip);
  ASSERT_EQ(zip->entries().size(), 2U);
  EXPECT_EQ(*zip->Read(zip->entries()[0]), "one");
  EXPECT_EQ(*zip->Read(zip->entries()[1]), "");
}

TEST(ZipWriterTest, AlignsEveryContent) {
  std::vector<ZipItem> items;
  for (int i = 0; i < 70; ++i) items.push_back({std::string(i + 1, 'n'), "content"});
  const absl::StatusOr<std::string> bytes = WriteStoredZip(items);
  const absl::StatusOr<ZipReader> zip = ZipReader::Create("f.bin", *bytes);
  ASSERT_TRUE(zip.ok()) << ErrorOf(zip);
  for (const ZipEntry& entry : zip->entries()) {
    EXPECT_EQ(entry.data_offset % kZipAlignmentBytes, 0U) << entry.name;
  }
}

TEST(ZipWriterTest, GivesTheSameBytesForTheSameItems) {
  EXPECT_EQ(*WriteStoredZip({{"a", "one"}}), *WriteStoredZip({{"a", "one"}}));
}

}  // namespace
}  // namespace txtsentry::model
