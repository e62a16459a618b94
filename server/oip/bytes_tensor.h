// Raw encoding of BYTES tensors in the Open Inference Protocol: for each element its length (4
// bytes, little-endian), then its bytes.
#ifndef TXTSENTRY_SERVER_OIP_BYTES_TENSOR_H_
#define TXTSENTRY_SERVER_OIP_BYTES_TENSOR_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::server {

// Parses `raw` into views. InvalidArgument, naming the position but never the bytes, unless `raw`
// holds exactly `elements` elements (at least 0). Time and memory depend only on the size of `raw`,
// not on the lengths in it or on `elements`.
absl::StatusOr<std::vector<std::string_view>> ParseBytesTensor(std::string_view raw,
                                                               int64_t elements);

// Appends an element of at most 2^32 - 1 bytes.
void AppendBytesElement(std::string_view element, std::string& raw);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OIP_BYTES_TENSOR_H_
