#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/client/formats/check_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using txtsentry::client::InputFormat;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  // Behind a sound header, and inside an answer, the rows are reached from the first try on.
  const std::string header =
      "#separator \\x09\n#fields\tts\tquery\tanswers\n#types\ttime\tstring\tvector[string]\n";
  txtsentry::client::CheckReader(InputFormat::kZeek, input);
  txtsentry::client::CheckReader(InputFormat::kZeek, header + std::string(input));
  txtsentry::client::CheckReader(InputFormat::kZeek,
                                 header + "1.5\tq.test\tTXT " + std::string(input));
  return 0;
}
