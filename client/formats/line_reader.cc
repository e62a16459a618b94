#include "client/formats/line_reader.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

constexpr size_t kBlockBytes = size_t{128} * 1024;

}  // namespace

absl::Status TooLongError(const Line& line) {
  return absl::InvalidArgumentError(
      absl::StrFormat("line bytes=%d exceeds line_bytes_max=%d", line.bytes_total, kLineBytesMax));
}

absl::StatusOr<bool> LineReader::ReadBlock() {
  if (end_ == buffer_.size()) buffer_.resize(end_ + kBlockBytes);
  TXTSENTRY_ASSIGN_OR_RETURN(const size_t n, source_.Read(absl::MakeSpan(buffer_).subspan(end_)));
  end_ += n;
  return n > 0;
}

absl::StatusOr<bool> LineReader::Next(Line& line) {
  partial_.clear();
  line = Line();
  while (true) {
    if (position_ == end_) {
      position_ = end_ = 0;
      TXTSENTRY_ASSIGN_OR_RETURN(const bool more, ReadBlock());
      if (!more) break;
    }
    const std::string_view rest = std::string_view(buffer_).substr(position_, end_ - position_);
    const size_t end = rest.find('\n');
    const std::string_view part = rest.substr(0, end);
    line.has_line_feed = end != std::string_view::npos;
    position_ += part.size() + (line.has_line_feed ? 1 : 0);
    line.bytes_total += static_cast<int64_t>(part.size());
    if (line.has_line_feed && partial_.empty() && part.size() <= kLineBytesMax) {
      line.bytes = part;
      line.number = ++number_;
      return true;
    }
    partial_.append(part.substr(0, std::min(part.size(), kLineBytesMax - partial_.size())));
    if (line.has_line_feed) break;
  }
  if (!line.has_line_feed && line.bytes_total == 0) return false;
  line.bytes = partial_;
  line.number = ++number_;
  return true;
}

absl::StatusOr<std::string_view> LineReader::PeekFirstLine() {
  bool more = true;
  while (true) {
    const std::string_view all = std::string_view(buffer_).substr(0, end_);
    const size_t start = std::min(all.find_first_not_of(" \t\r\n"), all.size());
    const size_t end = all.find('\n', start);
    if (end != std::string_view::npos) return all.substr(start, end - start);
    if (!more || all.size() >= kLineBytesMax) return all.substr(start);
    TXTSENTRY_ASSIGN_OR_RETURN(more, ReadBlock());
  }
}

std::string_view WithoutCarriageReturn(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

std::string_view WithoutByteOrderMark(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (text.substr(0, kMark.size()) == kMark) text.remove_prefix(kMark.size());
  return text;
}

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace txtsentry::client
