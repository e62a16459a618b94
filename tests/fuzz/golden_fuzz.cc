// Whatever the bytes, the reader of golden.tsv ends, and what it accepts the file can hold.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/model/golden_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto records = txtsentry::model::ParseGoldenTsv("fuzz", bytes);
  if (!records.ok()) return 0;
  const auto again =
      txtsentry::model::ParseGoldenTsv("again", txtsentry::model::SerializeGoldenTsv(*records));
  if (!again.ok() || again->size() != records->size()) std::abort();
  for (size_t i = 0; i < records->size(); ++i) {
    const auto& a = (*records)[i];
    const auto& b = (*again)[i];
    if (a.text != b.text || a.probability != b.probability) std::abort();
  }
  return 0;
}
