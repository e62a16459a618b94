#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/client/formats/check_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using txtsentry::client::InputFormat;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  // Behind a sound header the rows are reached from the first try on.
  txtsentry::client::CheckReader(InputFormat::kCsv, input);
  txtsentry::client::CheckReader(InputFormat::kCsv, "text,owner_name\n" + std::string(input));
  return 0;
}
