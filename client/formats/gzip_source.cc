// The gzip part of byte_source.h.
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "client/formats/byte_source.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

constexpr size_t kBlockBytes = size_t{64} * 1024;
constexpr std::string_view kGzipMagic = "\x1f\x8b\x08";
// Argument of inflateInit2: the largest window, and a gzip header instead of zlib's.
constexpr int kGzipWindowBits = 15 + 16;

class AutoGunzipSource final : public ByteSource {
 public:
  explicit AutoGunzipSource(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}
  ~AutoGunzipSource() override {
    if (mode_ == Mode::kGzip) ::inflateEnd(&stream_);
  }
  AutoGunzipSource(const AutoGunzipSource&) = delete;
  AutoGunzipSource& operator=(const AutoGunzipSource&) = delete;

  absl::StatusOr<size_t> Read(absl::Span<char> buffer) override {
    if (mode_ == Mode::kUnknown) TXTSENTRY_RETURN_IF_ERROR(FindMode());
    if (mode_ == Mode::kGzip) return Inflate(buffer);
    if (input_.empty()) return source_->Read(buffer);
    const size_t n = std::min(buffer.size(), input_.size());
    std::memcpy(buffer.data(), input_.data(), n);
    input_.erase(0, n);
    return n;
  }

  int64_t bytes_read() const override { return source_->bytes_read(); }

 private:
  enum class Mode { kUnknown, kPlain, kGzip };

  // Reads only as much as detection requires, so plain text from a terminal is available
  // immediately.
  absl::Status FindMode() {
    while (input_.size() < kGzipMagic.size() && input_ == kGzipMagic.substr(0, input_.size())) {
      std::string block(kBlockBytes, '\0');
      TXTSENTRY_ASSIGN_OR_RETURN(const size_t n, source_->Read(absl::MakeSpan(block)));
      if (n == 0) break;
      input_.append(block, 0, n);
    }
    if (std::string_view(input_).substr(0, kGzipMagic.size()) != kGzipMagic) {
      mode_ = Mode::kPlain;
      return absl::OkStatus();
    }
    if (::inflateInit2(&stream_, kGzipWindowBits) != Z_OK) {
      return absl::ResourceExhaustedError("no memory to decompress gzip");
    }
    mode_ = Mode::kGzip;
    SetInput();
    return absl::OkStatus();
  }

  void SetInput() {
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(input_.size());
  }

  // Returns false at the end of the file.
  absl::StatusOr<bool> Refill() {
    input_.resize(kBlockBytes);
    TXTSENTRY_ASSIGN_OR_RETURN(const size_t n, source_->Read(absl::MakeSpan(input_)));
    input_.resize(n);
    SetInput();
    return n > 0;
  }

  absl::StatusOr<size_t> Inflate(absl::Span<char> buffer) {
    stream_.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream_.avail_out = static_cast<uInt>(buffer.size());
    while (stream_.avail_out == buffer.size()) {
      if (stream_.avail_in == 0) {
        TXTSENTRY_ASSIGN_OR_RETURN(const bool more, Refill());
        if (!more && between_members_) return 0;
        if (!more) {
          return absl::DataLossError(absl::StrFormat(
              "gzip data ends in the middle of a member, after %d bytes", bytes_read()));
        }
      }
      if (between_members_) ::inflateReset(&stream_);
      between_members_ = false;
      const int code = ::inflate(&stream_, Z_NO_FLUSH);
      between_members_ = code == Z_STREAM_END;
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
        return absl::DataLossError(
            absl::StrFormat("broken gzip data before offset %d: %s", bytes_read(),
                            stream_.msg == nullptr ? "zlib gives no reason" : stream_.msg));
      }
    }
    return buffer.size() - stream_.avail_out;
  }

  const std::unique_ptr<ByteSource> source_;
  Mode mode_ = Mode::kUnknown;
  std::string input_;  // Plain: the bytes that FindMode read. Gzip: the block being decompressed.
  z_stream stream_ = {};
  bool between_members_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> DecompressIfGzip(std::unique_ptr<ByteSource> source) {
  return std::make_unique<AutoGunzipSource>(std::move(source));
}

}  // namespace txtsentry::client
