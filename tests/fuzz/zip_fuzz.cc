// Whatever the bytes, the zip and torch readers end. The zip reader's view of an entry lies inside
// the archive, and weights that are accepted can be written and read back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/model/notebook/torch_file.h"
#include "core/model/notebook/zip_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto zip = txtsentry::model::ZipReader::Create("fuzz", bytes);
  if (!zip.ok()) return 0;
  for (const txtsentry::model::ZipEntry& entry : zip->entries()) {
    if (entry.data_offset > size || entry.data_bytes > size - entry.data_offset) std::abort();
    if (const auto content = zip->Read(entry); content.ok() && content->size() > size) std::abort();
  }
  const auto weights = txtsentry::model::ParseTorchFile("fuzz", bytes);
  if (!weights.ok()) return 0;
  const auto written = txtsentry::model::SerializeTorchFile(*weights);
  if (!written.ok() || !txtsentry::model::ParseTorchFile("again", *written).ok()) std::abort();
  return 0;
}
