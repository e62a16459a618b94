// Reads bytes from files, standard input and gzip, in blocks of any size.
#ifndef TXTSENTRY_CLIENT_FORMATS_BYTE_SOURCE_H_
#define TXTSENTRY_CLIENT_FORMATS_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace txtsentry::client {

// Not thread-safe.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Reads up to buffer.size() bytes; at least one, or 0 at the end. Returns DataLoss if reading
  // fails, Cancelled if a stop was requested while waiting.
  virtual absl::StatusOr<size_t> Read(absl::Span<char> buffer) = 0;

  // Bytes read from the file so far, before decompression.
  virtual int64_t bytes_read() const = 0;
};

struct WaitOptions {
  // Becomes readable to request a stop; -1 for never. Not owned.
  int stop_fd = -1;
  // Called before waiting on a pipe or terminal without available data, so that the data read so
  // far can be processed first. Returning false ends the reading with Cancelled.
  std::function<bool()> before_waiting;
};

// Opens a file, or standard input for "-". Decompresses content that starts as gzip, with any
// number of concatenated members. Returns NotFound or FailedPrecondition if the file cannot be
// opened.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenInput(const std::string& path, WaitOptions options);

// Adds gzip detection and decompression to any source.
std::unique_ptr<ByteSource> DecompressIfGzip(std::unique_ptr<ByteSource> source);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_BYTE_SOURCE_H_
