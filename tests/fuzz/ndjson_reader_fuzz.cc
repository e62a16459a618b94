#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/client/formats/check_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using txtsentry::client::InputFormat;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  txtsentry::client::CheckReader(InputFormat::kNdjson, input);
  return 0;
}
