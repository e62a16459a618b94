// Whatever a .pt's pickle says, ParseTorchFile ends and reads only from the storages there are. The
// archive around the pickle is made here, for no mutation of a whole archive keeps its checksums.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/notebook/torch_file.h"
#include "core/model/notebook/zip_writer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr int kStorages = 7;
  constexpr int kStorageFloats[kStorages] = {18, 24, 36, 12, 12, 3, 1};
  const std::vector<float> values(36, 0.5F);
  std::vector<txtsentry::model::ZipItem> items;
  items.push_back({"archive/data.pkl", {reinterpret_cast<const char*>(data), size}});
  for (int i = 0; i < kStorages; ++i) {
    items.push_back(
        {"archive/data/" + std::to_string(i),
         {reinterpret_cast<const char*>(values.data()), kStorageFloats[i] * sizeof(float)}});
  }
  const auto archive = txtsentry::model::WriteStoredZip(items);
  if (!archive.ok()) std::abort();
  const auto weights = txtsentry::model::ParseTorchFile("fuzz", *archive);
  if (!weights.ok()) return 0;
  const auto written = txtsentry::model::SerializeTorchFile(*weights);
  if (!written.ok() || !txtsentry::model::ParseTorchFile("again", *written).ok()) std::abort();
  return 0;
}
