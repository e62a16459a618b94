// Writes a zip archive of stored entries as torch.save lays it out, and byte for byte the same for
// the same input.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_WRITER_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_WRITER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::model {

// torch maps tensors straight from the file, so each entry's content starts at a multiple of this.
inline constexpr int kZipAlignmentBytes = 64;

struct ZipItem {
  std::string name;
  std::string_view content;  // Borrowed for the call.
};

// ResourceExhausted when the archive would pass the 4 GiB that need zip64 records; the largest
// weights that weights.h allows stay below.
absl::StatusOr<std::string> WriteStoredZip(const std::vector<ZipItem>& items);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_ZIP_WRITER_H_
