// Reads the zip archives that torch.save writes: stored entries, with or without zip64 records.
//
// The archive is treated as hostile. Entries may not overlap each other or the directory, may not
// share a name and must say the same in their local header as in the directory, so that no two
// programs can read different things out of one file. Compressed and encrypted entries are
// refused, which also rules out decompression bombs: nothing here is ever larger than the file.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_READER_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::model {

inline constexpr int kZipEntriesMax = 1024;
inline constexpr int kZipNameBytesMax = 512;

struct ZipEntry {
  std::string name;
  uint32_t crc32 = 0;
  uint64_t header_offset = 0;  // Of the local header, from the start of the archive.
  uint64_t data_offset = 0;    // Of the content, from the start of the archive.
  uint64_t data_bytes = 0;
};

// Thread-compatible. Borrows the archive's bytes, which must outlive it.
class ZipReader {
 public:
  // Reads and checks the directory and every local header. `file` names the archive in messages.
  // DataLoss, naming the file and the byte offset, when the archive is malformed;
  // FailedPrecondition when it uses what is not supported (compression, encryption, several disks).
  static absl::StatusOr<ZipReader> Create(std::string file, std::string_view bytes);

  // In the directory's order.
  const std::vector<ZipEntry>& entries() const { return entries_; }

  // The entry of that name, or null. Owned by the reader.
  const ZipEntry* Find(std::string_view name) const;

  // The content, a view into the archive. DataLoss when its CRC-32 is not the recorded one.
  absl::StatusOr<std::string_view> Read(const ZipEntry& entry) const;

 private:
  ZipReader(std::string file, std::string_view bytes, std::vector<ZipEntry> entries);

  std::string file_;
  std::string_view bytes_;
  std::vector<ZipEntry> entries_;
};

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_READER_H_
