// Lines out of a byte source, with a bound on their length.
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
  std::string_view bytes;   // Without the line feed; valid until the next call of the reader.
  int64_t number = 0;       // From 1.
  int64_t bytes_total = 0;  // More than bytes.size() when the line was too long and is cut.
  bool has_line_feed = false;

  bool too_long() const { return bytes_total > static_cast<int64_t>(kLineBytesMax); }
};

// InvalidArgument that says how long the line is and how long it may be.
absl::Status TooLongError(const Line& line);

// One thread only. Holds one line and one block in memory, whatever the input.
class LineReader {
 public:
  explicit LineReader(ByteSource& source) : source_(source) {}

  // Reads the next line; false at the end of the input. A line of more than kLineBytesMax bytes is
  // cut there and its rest skipped. Errors are those of the source.
  absl::StatusOr<bool> Next(Line& line);

  // The number of the line that Next gave last, from 1; 0 before the first.
  int64_t number() const { return number_; }

  // The first line that is not blank, without blanks at its start and without taking it: call
  // before the first Next. Only a part of it when it is longer than kLineBytesMax.
  absl::StatusOr<std::string_view> PeekFirstLine();

 private:
  // Reads a block behind end_; false at the end of the input.
  absl::StatusOr<bool> ReadBlock();

  ByteSource& source_;
  std::string buffer_;  // buffer_[position_, end_) is read from the source and not yet given out.
  size_t position_ = 0;
  size_t end_ = 0;
  std::string partial_;  // The start of a line that crosses blocks.
  int64_t number_ = 0;
};

// The line without one carriage return at its end.
std::string_view WithoutCarriageReturn(std::string_view line);

// The text without a UTF-8 byte order mark at its start.
std::string_view WithoutByteOrderMark(std::string_view text);

bool IsBlank(std::string_view text);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_LINE_READER_H_
