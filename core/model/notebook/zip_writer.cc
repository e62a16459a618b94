#include "core/model/notebook/zip_writer.h"

#include <cstdint>
#include <limits>

#include "absl/strings/str_format.h"
#include "core/base/little_endian.h"
#include "core/model/notebook/zip_format.h"

namespace txtsentry::model {
namespace {

constexpr uint16_t kVersionNeeded = 20;
constexpr uint16_t kDate1980January1 = (1 << 5) | 1;
constexpr uint16_t kExtraPadding = 0x4246;  // "FB", torch's tag for padding; readers ignore it.

// Appends the fields that a local header and a directory entry share.
void AppendCommon(const ZipItem& item, uint32_t crc, uint16_t extra_bytes, std::string& out) {
  base::AppendLittleEndian<uint16_t>(kVersionNeeded, out);
  base::AppendLittleEndian<uint16_t>(0, out);  // Flags.
  base::AppendLittleEndian<uint16_t>(0, out);  // Method: stored.
  base::AppendLittleEndian<uint16_t>(0, out);  // Time.
  base::AppendLittleEndian<uint16_t>(kDate1980January1, out);
  base::AppendLittleEndian<uint32_t>(crc, out);
  base::AppendLittleEndian<uint32_t>(static_cast<uint32_t>(item.content.size()), out);
  base::AppendLittleEndian<uint32_t>(static_cast<uint32_t>(item.content.size()), out);
  base::AppendLittleEndian<uint16_t>(static_cast<uint16_t>(item.name.size()), out);
  base::AppendLittleEndian<uint16_t>(extra_bytes, out);
}

// Returns the length of the padding field that aligns the content, including its four bytes of tag
// and length.
uint16_t PaddingBytes(uint64_t content_offset) {
  const uint64_t unpadded = content_offset + 4;
  return static_cast<uint16_t>(4 + (kZipAlignmentBytes - unpadded % kZipAlignmentBytes) %
                                       kZipAlignmentBytes);
}

void AppendItem(const ZipItem& item, uint32_t crc, std::string& out) {
  const uint16_t extra = PaddingBytes(out.size() + kZipLocalHeaderBytes + item.name.size());
  base::AppendLittleEndian<uint32_t>(kZipLocalHeader, out);
  AppendCommon(item, crc, extra, out);
  out += item.name;
  base::AppendLittleEndian<uint16_t>(kExtraPadding, out);
  base::AppendLittleEndian<uint16_t>(static_cast<uint16_t>(extra - 4), out);
  out.append(extra - 4, 'Z');
  out += item.content;
}

void AppendDirectoryEntry(const ZipItem& item, uint32_t crc, uint64_t header_offset,
                          std::string& out) {
  base::AppendLittleEndian<uint32_t>(kZipDirectoryHeader, out);
  base::AppendLittleEndian<uint16_t>(0, out);  // Version made by.
  AppendCommon(item, crc, 0, out);
  base::AppendLittleEndian<uint16_t>(0, out);  // Comment bytes.
  base::AppendLittleEndian<uint16_t>(0, out);  // Disk.
  base::AppendLittleEndian<uint16_t>(0, out);  // Internal attributes.
  base::AppendLittleEndian<uint32_t>(0, out);  // External attributes.
  base::AppendLittleEndian<uint32_t>(static_cast<uint32_t>(header_offset), out);
  out += item.name;
}

// Returns an upper bound on the archive's length.
uint64_t ArchiveBytesMax(const std::vector<ZipItem>& items) {
  uint64_t bytes = kZipEndBytes;
  for (const ZipItem& item : items) {
    bytes += kZipLocalHeaderBytes + kZipDirectoryHeaderBytes + 2 * item.name.size() + 4 +
             kZipAlignmentBytes + item.content.size();
  }
  return bytes;
}

}  // namespace

absl::StatusOr<std::string> WriteStoredZip(const std::vector<ZipItem>& items) {
  const uint64_t bytes_bound = ArchiveBytesMax(items);
  constexpr uint64_t kBytesMax = std::numeric_limits<uint32_t>::max() - 1;
  if (bytes_bound > kBytesMax) {
    return absl::ResourceExhaustedError(absl::StrFormat(
        "zip: the archive's bytes=%d exceeds bytes_max=%d", bytes_bound, kBytesMax));
  }
  std::string out;
  out.reserve(bytes_bound);
  std::string directory;
  for (const ZipItem& item : items) {
    const uint32_t crc = ZipCrc32(item.content);
    AppendDirectoryEntry(item, crc, out.size(), directory);
    AppendItem(item, crc, out);
  }
  const uint64_t directory_offset = out.size();
  out += directory;
  base::AppendLittleEndian<uint32_t>(kZipEnd, out);
  base::AppendLittleEndian<uint32_t>(0,
                                     out);  // The number of this disk and of the directory's disk.
  base::AppendLittleEndian<uint16_t>(static_cast<uint16_t>(items.size()), out);
  base::AppendLittleEndian<uint16_t>(static_cast<uint16_t>(items.size()), out);
  base::AppendLittleEndian<uint32_t>(static_cast<uint32_t>(directory.size()), out);
  base::AppendLittleEndian<uint32_t>(static_cast<uint32_t>(directory_offset), out);
  base::AppendLittleEndian<uint16_t>(0, out);  // Comment bytes.
  return out;
}

}  // namespace txtsentry::model
