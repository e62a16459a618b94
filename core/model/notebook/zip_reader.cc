#include "core/model/notebook/zip_reader.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "core/base/little_endian.h"
#include "core/base/status.h"
#include "core/model/notebook/zip_format.h"

namespace txtsentry::model {
namespace {

constexpr uint16_t kFull16 = std::numeric_limits<uint16_t>::max();
constexpr uint32_t kFull32 = std::numeric_limits<uint32_t>::max();

// The position of the central directory, in bytes from the start of the archive.
struct Directory {
  uint64_t entries = 0;
  uint64_t offset = 0;
  uint64_t bytes = 0;
};

// Parses one archive. Every read is checked against the end of the archive, and sizes are compared
// by subtraction from a bound that is known to be larger, so no sum can overflow.
class Parser {
 public:
  Parser(const std::string& file, std::string_view bytes) : file_(file), bytes_(bytes) {}

  absl::StatusOr<std::vector<ZipEntry>> Parse();

 private:
  absl::Status Broken(uint64_t offset, const std::string& what) const {
    return absl::DataLossError(absl::StrFormat("%s: zip: offset %d: %s", file_, offset, what));
  }
  absl::Status Unsupported(uint64_t offset, const std::string& what) const {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: zip: offset %d: %s", file_, offset, what));
  }
  bool Fits(uint64_t offset, uint64_t count) const {
    return offset <= bytes_.size() && count <= bytes_.size() - offset;
  }
  template <typename T>
  T Load(uint64_t offset) const {
    return base::LoadLittleEndian<T>(bytes_, offset);
  }

  absl::StatusOr<uint64_t> FindEnd() const;
  absl::StatusOr<Directory> ReadDirectory(uint64_t end) const;
  absl::StatusOr<Directory> ReadZip64Directory(uint64_t end, const Directory& narrow) const;
  absl::StatusOr<ZipEntry> ReadEntry(uint64_t offset, uint64_t limit, uint64_t* next) const;
  absl::Status ReadZip64Extra(uint64_t offset, uint64_t count, ZipEntry& entry,
                              uint32_t stored_bytes) const;
  absl::Status ReadLocalHeader(const Directory& directory, uint64_t directory_entry,
                               ZipEntry& entry) const;
  absl::Status CheckNames(const std::vector<ZipEntry>& entries) const;
  absl::Status CheckOverlap(const std::vector<ZipEntry>& entries) const;

  const std::string& file_;
  const std::string_view bytes_;
};

// The end record is the last record; a comment of up to 65,535 bytes may follow it. Accepts only a
// record whose comment ends at the end of the file.
absl::StatusOr<uint64_t> Parser::FindEnd() const {
  if (bytes_.size() < kZipEndBytes) {
    return Broken(0, absl::StrFormat("bytes=%d is less than the %d of an end record", bytes_.size(),
                                     kZipEndBytes));
  }
  const uint64_t last = bytes_.size() - kZipEndBytes;
  const uint64_t first = last > kFull16 ? last - kFull16 : 0;
  for (uint64_t at = last + 1; at-- > first;) {
    if (Load<uint32_t>(at) == kZipEnd && Load<uint16_t>(at + 20) == last - at) return at;
  }
  return Broken(last, "there is no end record: not a zip archive, or a truncated one");
}

absl::StatusOr<Directory> Parser::ReadDirectory(uint64_t end) const {
  if (Load<uint16_t>(end + 4) != 0 || Load<uint16_t>(end + 6) != 0 ||
      Load<uint16_t>(end + 8) != Load<uint16_t>(end + 10)) {
    return Unsupported(end + 4, "the archive spans several disks");
  }
  Directory directory;
  directory.entries = Load<uint16_t>(end + 10);
  directory.bytes = Load<uint32_t>(end + 12);
  directory.offset = Load<uint32_t>(end + 16);
  uint64_t limit = end;
  if (end >= kZip64LocatorBytes && Load<uint32_t>(end - kZip64LocatorBytes) == kZip64Locator) {
    TXTSENTRY_ASSIGN_OR_RETURN(directory, ReadZip64Directory(end, directory));
    limit = Load<uint64_t>(end - kZip64LocatorBytes + 8);
  }
  if (directory.offset > limit || directory.bytes != limit - directory.offset) {
    return Broken(end + 12, absl::StrFormat("directory_offset=%d plus directory_bytes=%d is not "
                                            "the start of the end record at %d",
                                            directory.offset, directory.bytes, limit));
  }
  if (directory.entries > kZipEntriesMax) {
    return Broken(end + 10, absl::StrFormat("entries=%d exceeds entries_max=%d", directory.entries,
                                            kZipEntriesMax));
  }
  return directory;
}

// torch always writes the zip64 records, in addition to 32-bit records with the same numbers if
// those fit. Rejects differing numbers, because programs would disagree about the contents.
absl::StatusOr<Directory> Parser::ReadZip64Directory(uint64_t end, const Directory& narrow) const {
  const uint64_t locator = end - kZip64LocatorBytes;
  const uint64_t at = Load<uint64_t>(locator + 8);
  if (locator < kZip64EndBytes || at != locator - kZip64EndBytes ||
      Load<uint32_t>(at) != kZip64End) {
    return Broken(locator, absl::StrFormat("zip64_end_offset=%d is not a zip64 end record", at));
  }
  if (Load<uint32_t>(locator + 4) != 0 || Load<uint32_t>(at + 16) != 0 ||
      Load<uint32_t>(at + 20) != 0 || Load<uint64_t>(at + 24) != Load<uint64_t>(at + 32)) {
    return Unsupported(at, "the archive spans several disks");
  }
  Directory wide;
  wide.entries = Load<uint64_t>(at + 32);
  wide.bytes = Load<uint64_t>(at + 40);
  wide.offset = Load<uint64_t>(at + 48);
  if ((narrow.entries != kFull16 && narrow.entries != wide.entries) ||
      (narrow.bytes != kFull32 && narrow.bytes != wide.bytes) ||
      (narrow.offset != kFull32 && narrow.offset != wide.offset)) {
    return Broken(at, "the zip64 end record and the end record disagree");
  }
  return wide;
}

absl::StatusOr<ZipEntry> Parser::ReadEntry(uint64_t offset, uint64_t limit, uint64_t* next) const {
  if (limit - offset < kZipDirectoryHeaderBytes || Load<uint32_t>(offset) != kZipDirectoryHeader) {
    return Broken(offset, "expected an entry of the directory");
  }
  const uint16_t flags = Load<uint16_t>(offset + 8);
  const uint16_t method = Load<uint16_t>(offset + 10);
  const uint64_t name_bytes = Load<uint16_t>(offset + 28);
  const uint64_t extra_bytes = Load<uint16_t>(offset + 30);
  const uint64_t comment_bytes = Load<uint16_t>(offset + 32);
  const uint64_t rest = limit - offset - kZipDirectoryHeaderBytes;
  if (name_bytes + extra_bytes + comment_bytes > rest) {
    return Broken(offset + 28, "an entry of the directory passes the directory's end");
  }
  if (name_bytes == 0 || name_bytes > kZipNameBytesMax) {
    return Broken(offset + 28,
                  absl::StrFormat("name_bytes=%d is not in 1..%d", name_bytes, kZipNameBytesMax));
  }
  if ((flags & kZipFlagEncrypted) != 0) return Unsupported(offset + 8, "an entry is encrypted");
  if (method != 0) {
    return Unsupported(offset + 10,
                       absl::StrFormat("method=%d: an entry is compressed; torch.save stores its "
                                       "entries uncompressed (method 0)",
                                       method));
  }
  ZipEntry entry;
  entry.name = std::string(bytes_.substr(offset + kZipDirectoryHeaderBytes, name_bytes));
  entry.crc32 = Load<uint32_t>(offset + 16);
  entry.data_bytes = Load<uint32_t>(offset + 24);
  entry.header_offset = Load<uint32_t>(offset + 42);
  TXTSENTRY_RETURN_IF_ERROR(ReadZip64Extra(offset + kZipDirectoryHeaderBytes + name_bytes,
                                           extra_bytes, entry, Load<uint32_t>(offset + 20)));
  *next = offset + kZipDirectoryHeaderBytes + name_bytes + extra_bytes + comment_bytes;
  return entry;
}

// Reads the zip64 extra field, which contains, in a fixed order, the values of all 32-bit fields
// that are 0xffffffff.
absl::Status Parser::ReadZip64Extra(uint64_t offset, uint64_t count, ZipEntry& entry,
                                    uint32_t stored_bytes) const {
  uint64_t compressed_bytes = stored_bytes;
  const uint64_t limit = offset + count;
  for (uint64_t at = offset; limit - at >= 4;) {
    const uint16_t tag = Load<uint16_t>(at);
    const uint64_t field_end = at + 4 + Load<uint16_t>(at + 2);
    if (field_end > limit) return Broken(at, "an extra field passes its entry's end");
    if (tag == kZipExtraZip64) {
      uint64_t field = at + 4;
      for (uint64_t* value : {&entry.data_bytes, &compressed_bytes, &entry.header_offset}) {
        if (*value != kFull32) continue;
        if (field_end - field < 8) return Broken(at, "a zip64 extra field is too short");
        *value = Load<uint64_t>(field);
        field += 8;
      }
      break;
    }
    at = field_end;
  }
  if (compressed_bytes != entry.data_bytes) {
    return Broken(offset, absl::StrFormat("a stored entry has compressed_bytes=%d but bytes=%d",
                                          compressed_bytes, entry.data_bytes));
  }
  return absl::OkStatus();
}

absl::Status Parser::ReadLocalHeader(const Directory& directory, uint64_t directory_entry,
                                     ZipEntry& entry) const {
  const uint64_t at = entry.header_offset;
  if (at > directory.offset || directory.offset - at < kZipLocalHeaderBytes ||
      Load<uint32_t>(at) != kZipLocalHeader) {
    return Broken(directory_entry + 42,
                  absl::StrFormat("header_offset=%d is not a local header", at));
  }
  const uint16_t flags = Load<uint16_t>(at + 6);
  const uint64_t name_bytes = Load<uint16_t>(at + 26);
  const uint64_t extra_bytes = Load<uint16_t>(at + 28);
  const uint64_t rest = directory.offset - at - kZipLocalHeaderBytes;
  if (name_bytes + extra_bytes > rest)
    return Broken(at + 26, "a local header passes the directory");
  if (flags != Load<uint16_t>(directory_entry + 8) || Load<uint16_t>(at + 8) != 0 ||
      bytes_.substr(at + kZipLocalHeaderBytes, name_bytes) != entry.name) {
    return Broken(at, "a local header and the directory disagree on the name, flags or method");
  }
  // With a data descriptor, the sizes follow the content, and the directory's sizes are
  // authoritative.
  if ((flags & kZipFlagDataDescriptor) == 0) {
    const uint32_t bytes32 = Load<uint32_t>(at + 22);
    if (Load<uint32_t>(at + 14) != entry.crc32 ||
        (bytes32 != kFull32 && bytes32 != entry.data_bytes)) {
      return Broken(at + 14, "a local header and the directory disagree on the CRC-32 or size");
    }
  }
  entry.data_offset = at + kZipLocalHeaderBytes + name_bytes + extra_bytes;
  if (entry.data_bytes > directory.offset - entry.data_offset) {
    return Broken(directory_entry + 24,
                  absl::StrFormat("bytes=%d from offset %d passes the directory at %d",
                                  entry.data_bytes, entry.data_offset, directory.offset));
  }
  return absl::OkStatus();
}

absl::Status Parser::CheckNames(const std::vector<ZipEntry>& entries) const {
  std::vector<const ZipEntry*> sorted;
  sorted.reserve(entries.size());
  for (const ZipEntry& entry : entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(),
            [](const ZipEntry* a, const ZipEntry* b) { return a->name < b->name; });
  for (size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i]->name == sorted[i - 1]->name) {
      return Broken(sorted[i]->header_offset, absl::StrFormat("the name '%s' stands twice",
                                                              absl::CHexEscape(sorted[i]->name)));
    }
  }
  return absl::OkStatus();
}

absl::Status Parser::CheckOverlap(const std::vector<ZipEntry>& entries) const {
  std::vector<const ZipEntry*> sorted;
  sorted.reserve(entries.size());
  for (const ZipEntry& entry : entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(), [](const ZipEntry* a, const ZipEntry* b) {
    return a->header_offset < b->header_offset;
  });
  for (size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i]->header_offset < sorted[i - 1]->data_offset + sorted[i - 1]->data_bytes) {
      return Broken(sorted[i]->header_offset, absl::StrFormat("the entries '%s' and '%s' overlap",
                                                              absl::CHexEscape(sorted[i - 1]->name),
                                                              absl::CHexEscape(sorted[i]->name)));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ZipEntry>> Parser::Parse() {
  TXTSENTRY_ASSIGN_OR_RETURN(const uint64_t end, FindEnd());
  TXTSENTRY_ASSIGN_OR_RETURN(const Directory directory, ReadDirectory(end));
  const uint64_t limit = directory.offset + directory.bytes;
  std::vector<ZipEntry> entries;
  uint64_t at = directory.offset;
  for (uint64_t i = 0; i < directory.entries; ++i) {
    uint64_t next = 0;
    TXTSENTRY_ASSIGN_OR_RETURN(ZipEntry entry, ReadEntry(at, limit, &next));
    TXTSENTRY_RETURN_IF_ERROR(ReadLocalHeader(directory, at, entry));
    entries.push_back(std::move(entry));
    at = next;
  }
  if (at != limit) {
    return Broken(at, absl::StrFormat("the directory ends here but its end is at %d", limit));
  }
  TXTSENTRY_RETURN_IF_ERROR(CheckNames(entries));
  TXTSENTRY_RETURN_IF_ERROR(CheckOverlap(entries));
  return entries;
}

}  // namespace

ZipReader::ZipReader(std::string file, std::string_view bytes, std::vector<ZipEntry> entries)
    : file_(std::move(file)), bytes_(bytes), entries_(std::move(entries)) {}

absl::StatusOr<ZipReader> ZipReader::Create(std::string file, std::string_view bytes) {
  TXTSENTRY_ASSIGN_OR_RETURN(std::vector<ZipEntry> entries, Parser(file, bytes).Parse());
  return ZipReader(std::move(file), bytes, std::move(entries));
}

const ZipEntry* ZipReader::Find(std::string_view name) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const ZipEntry& entry) { return entry.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

absl::StatusOr<std::string_view> ZipReader::Read(const ZipEntry& entry) const {
  const std::string_view content = bytes_.substr(entry.data_offset, entry.data_bytes);
  const uint32_t crc = ZipCrc32(content);
  if (crc != entry.crc32) {
    return absl::DataLossError(
        absl::StrFormat("%s: zip: offset %d: the CRC-32 of '%s' is %08x, recorded is %08x", file_,
                        entry.data_offset, absl::CHexEscape(entry.name), crc, entry.crc32));
  }
  return content;
}

}  // namespace txtsentry::model
