// Splits a byte source into lines of bounded length.
#ifndef TXTSENTRY_CLIENT_FORMATS_LINE_READER_H_
#define TXTSENTRY_CLIENT_FORMATS_LINE_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/formats/byte_source.h"

namespace txtsentry::client {

inline constexpr size_t kLineBytesMax = size_t{1024} * 1024;

struct Line {
  std::string_view bytes;   // Without the newline; valid until the next call of the reader.
  int64_t number = 0;       // From 1.
  int64_t bytes_total = 0;  // Exceeds bytes.size() if the line was truncated.
  bool has_line_feed = false;

  bool too_long() const { return bytes_total > static_cast<int64_t>(kLineBytesMax); }
};

// Returns InvalidArgument with the line's length and the limit.
absl::Status TooLongError(const Line& line);

// Not thread-safe. Holds one line and one block in memory, for any input.
class LineReader {
 public:
  explicit LineReader(ByteSource& source) : source_(source) {}

  // Reads the next line; returns false at the end of the input. Truncates a line at kLineBytesMax
  // bytes and skips the rest. Returns errors of the source.
  absl::StatusOr<bool> Next(Line& line);

  // Number of the last line returned by Next, from 1; 0 before the first.
  int64_t number() const { return number_; }

  // Returns the first non-blank line, without leading blanks and without consuming it; call before
  // the first Next. Truncated if it is longer than kLineBytesMax.
  absl::StatusOr<std::string_view> PeekFirstLine();

 private:
  // Reads a block after end_; returns false at the end of the input.
  absl::StatusOr<bool> ReadBlock();

  ByteSource& source_;
  std::string buffer_;  // buffer_[position_, end_) has been read but not returned.
  size_t position_ = 0;
  size_t end_ = 0;
  std::string partial_;  // The start of a line that spans blocks.
  int64_t number_ = 0;
};

// Returns the line without one trailing carriage return.
std::string_view WithoutCarriageReturn(std::string_view line);

// Returns the text without a leading UTF-8 byte order mark.
std::string_view WithoutByteOrderMark(std::string_view text);

bool IsBlank(std::string_view text);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_LINE_READER_H_
