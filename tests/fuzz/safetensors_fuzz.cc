// Whatever the bytes, ParseSafetensors ends, and weights that it accepts can be written and read
// back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/model/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto weights = txtsentry::model::ParseSafetensors("fuzz", bytes);
  if (!weights.ok()) return 0;
  const std::string written = txtsentry::model::SerializeSafetensors(*weights);
  if (!txtsentry::model::ParseSafetensors("again", written).ok()) std::abort();
  return 0;
}
