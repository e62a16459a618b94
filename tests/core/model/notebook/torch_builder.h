// Builds .pt files with arbitrary tensor layouts for tests, including invalid ones.
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
  std::string storage;  // The storage's key.
  int32_t offset = 0;   // In elements.
  std::vector<int32_t> shape;
  std::vector<int32_t> strides;
};

struct BuiltTorchFile {
  std::string folder = "archive";
  std::string byteorder = "little";  // Empty: no such record.
  std::string storage_type = "FloatStorage";
  bool parameters = false;  // Uses _rebuild_parameter, as torch.save does for nn.Parameter.
  std::map<std::string, std::vector<float>> storages;
  std::vector<BuiltTensor> tensors;

  BuiltTensor& tensor(const std::string& name);
  std::string Build() const;
};

// Uses the layout of a CPU state_dict: one contiguous storage per tensor.
BuiltTorchFile PlainTorchFile(const Weights& weights);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_TESTS_CORE_MODEL_NOTEBOOK_TORCH_BUILDER_H_
