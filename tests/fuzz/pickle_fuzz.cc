// Whatever the bytes, ParsePickle ends, and what it accepts refers only to values that exist.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/model/notebook/pickle_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto tree = txtsentry::model::ParsePickle("fuzz", bytes);
  if (!tree.ok()) return 0;
  const auto count = static_cast<int64_t>(tree->values.size());
  if (tree->root < 0 || tree->root >= count) std::abort();
  for (const txtsentry::model::PickleValue& value : tree->values) {
    for (const txtsentry::model::PickleId id : value.items) {
      if (id < 0 || id >= count) std::abort();
    }
  }
  return 0;
}
