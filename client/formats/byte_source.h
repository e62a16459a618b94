// Bytes from files, standard input and gzip, in blocks of whatever size comes.
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

// One thread only.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Reads up to buffer.size() bytes, at least one unless the end is reached: then 0. DataLoss when
  // reading fails, Cancelled when the reader was told to stop while it waited.
  virtual absl::StatusOr<size_t> Read(absl::Span<char> buffer) = 0;

  // Bytes taken from the file so far, before any decompression.
  virtual int64_t bytes_read() const = 0;
};

struct WaitOptions {
  // Becomes readable when reading shall stop; -1 for never. Not owned.
  int stop_fd = -1;
  // Called when a pipe or terminal has nothing to read at the moment, before waiting for it, so
  // that what was read so far can be finished first. False ends the reading with Cancelled.
  std::function<bool()> before_waiting;
};

// Opens a file, or standard input for "-". Content that starts as gzip is decompressed on the way,
// with any number of members one after another. NotFound or FailedPrecondition when the file
// cannot be opened.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenInput(const std::string& path, WaitOptions options);

// Puts the gzip detection and decompression in front of any source.
std::unique_ptr<ByteSource> DecompressIfGzip(std::unique_ptr<ByteSource> source);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_BYTE_SOURCE_H_
