// Builds .pt files for tests from tensors laid out in any way, torch.save's and worse.
#ifndef TXTSENTRY_TESTS_CORE_MODEL_NOTEBOOK_TORCH_BUILDER_H_
#define TXTSENTRY_TESTS_CORE_MODEL_NOTEBOOK_TORCH_BUILDER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/model/weights.h"

namespace txtsentry::model {

struct BuiltTensor {
  std::string name;
  std::string storage;  // Its key.
  int32_t offset = 0;   // Elements.
  std::vector<int32_t> shape;
  std::vector<int32_t> strides;
};

struct BuiltTorchFile {
  std::string folder = "archive";
  std::string byteorder = "little";  // No such record when empty.
  std::string storage_type = "FloatStorage";
  bool parameters = false;  // As torch.save writes nn.Parameter: through _rebuild_parameter.
  std::map<std::string, std::vector<float>> storages;
  std::vector<BuiltTensor> tensors;

  BuiltTensor& tensor(const std::string& name);
  std::string Build() const;
};

// The weights as a CPU's state_dict holds them: a storage a tensor, contiguous.
BuiltTorchFile PlainTorchFile(const Weights& weights);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_TESTS_CORE_MODEL_NOTEBOOK_TORCH_BUILDER_H_
