#include "server/oip/bytes_tensor.h"

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "core/base/little_endian.h"

namespace txtsentry::server {
namespace {

constexpr size_t kLengthBytes = sizeof(uint32_t);

}  // namespace

absl::StatusOr<std::vector<std::string_view>> ParseBytesTensor(std::string_view raw,
                                                               int64_t elements) {
  std::vector<std::string_view> parsed;
  size_t offset = 0;
  while (offset < raw.size()) {
    if (static_cast<int64_t>(parsed.size()) == elements) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "%d bytes are left after the last of %d elements", raw.size() - offset, elements));
    }
    const size_t left = raw.size() - offset;
    if (left < kLengthBytes) {
      return absl::InvalidArgumentError(
          absl::StrFormat("element %d: %d bytes are left, and its length takes %d", parsed.size(),
                          left, kLengthBytes));
    }
    const auto length = base::LoadLittleEndian<uint32_t>(raw, offset);
    if (length > left - kLengthBytes) {
      return absl::InvalidArgumentError(
          absl::StrFormat("element %d: its length is %d, %d bytes are left", parsed.size(), length,
                          left - kLengthBytes));
    }
    parsed.push_back(raw.substr(offset + kLengthBytes, length));
    offset += kLengthBytes + length;
  }
  if (static_cast<int64_t>(parsed.size()) != elements) {
    return absl::InvalidArgumentError(
        absl::StrFormat("the bytes end after %d of %d elements", parsed.size(), elements));
  }
  return parsed;
}

void AppendBytesElement(std::string_view element, std::string& raw) {
  base::AppendLittleEndian<uint32_t>(static_cast<uint32_t>(element.size()), raw);
  raw += element;
}

}  // namespace txtsentry::server
