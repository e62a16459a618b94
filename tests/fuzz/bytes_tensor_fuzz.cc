// Holds the elements of a raw BYTES tensor within its bytes, and equal to them when written again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "server/oip/bytes_tensor.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  // The first byte says how many elements are asked for.
  const std::string_view raw(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto parsed = txtsentry::server::ParseBytesTensor(raw, data[0]);
  if (!parsed.ok()) return 0;
  std::string again;
  for (const std::string_view element : *parsed) {
    txtsentry::server::AppendBytesElement(element, again);
  }
  if (parsed->size() != data[0] || again != raw) std::abort();
  return 0;
}
