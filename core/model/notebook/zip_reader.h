// Reads the zip archives that torch.save writes: stored entries, with or without zip64 records.
//
// Treats the archive as hostile. Entries must not overlap each other or the directory, must have
// distinct names, and must have equal values in the local header and the directory, so that no two
// programs can read different contents from one file. Rejects compressed and encrypted entries,
// which also excludes decompression bombs: all output is at most as large as the file.
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
  uint64_t header_offset = 0;  // Offset of the local header from the start of the archive.
  uint64_t data_offset = 0;    // Offset of the content from the start of the archive.
  uint64_t data_bytes = 0;
};

// Thread-compatible. Borrows the archive's bytes, which must outlive the reader.
class ZipReader {
 public:
  // Reads and checks the directory and every local header. `file` names the archive in messages.
  // Returns DataLoss, naming the file and the byte offset, if the archive is malformed;
  // FailedPrecondition if it uses an unsupported feature (compression, encryption, several disks).
  static absl::StatusOr<ZipReader> Create(std::string file, std::string_view bytes);

  // In the directory's order.
  const std::vector<ZipEntry>& entries() const { return entries_; }

  // Returns the entry of that name, owned by the reader; null if there is none.
  const ZipEntry* Find(std::string_view name) const;

  // Returns the content as a view into the archive; DataLoss if its CRC-32 differs from the
  // recorded one.
  absl::StatusOr<std::string_view> Read(const ZipEntry& entry) const;

 private:
  ZipReader(std::string file, std::string_view bytes, std::vector<ZipEntry> entries);

  std::string file_;
  std::string_view bytes_;
  std::vector<ZipEntry> entries_;
};

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_READER_H_
