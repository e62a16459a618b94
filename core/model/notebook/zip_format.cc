#include "core/model/notebook/zip_format.h"

#include <zlib.h>

namespace txtsentry::model {

uint32_t ZipCrc32(std::string_view bytes) {
  return static_cast<uint32_t>(
      ::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace txtsentry::model
