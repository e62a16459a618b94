// The raw form of a BYTES tensor in the Open Inference Protocol: its elements one after another,
// each as its length in four bytes, little-endian, and then its bytes.
#ifndef TXTSENTRY_SERVER_OIP_BYTES_TENSOR_H_
#define TXTSENTRY_SERVER_OIP_BYTES_TENSOR_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::server {

// The elements, as views of `raw`. InvalidArgument, with the place and never with the bytes, when
// `raw` is not exactly `elements` of them. Takes time and memory by what `raw` holds, whatever its
// lengths and `elements` (at least 0) say.
absl::StatusOr<std::vector<std::string_view>> ParseBytesTensor(std::string_view raw,
                                                               int64_t elements);

// Adds an element, of at most 2^32 - 1 bytes.
void AppendBytesElement(std::string_view element, std::string& raw);

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_OIP_BYTES_TENSOR_H_
