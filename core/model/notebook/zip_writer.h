// Writes a zip archive of stored entries in torch.save's layout. The same input gives the same
// bytes.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_WRITER_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_WRITER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::model {

// The alignment of each entry's content, because torch maps tensors directly from the file.
inline constexpr int kZipAlignmentBytes = 64;

struct ZipItem {
  std::string name;
  std::string_view content;  // Borrowed for the call.
};

// Returns ResourceExhausted if the archive would exceed the 4 GiB limit without zip64 records. The
// largest weights that weights.h allows are smaller.
absl::StatusOr<std::string> WriteStoredZip(const std::vector<ZipItem>& items);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_WRITER_H_
