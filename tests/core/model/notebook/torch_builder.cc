#include "tests/core/model/notebook/torch_builder.h"

#include <algorithm>

#include "core/model/notebook/pickle_writer.h"
#include "core/model/tensors.h"
#include "tests/core/model/notebook/zip_builder.h"

namespace txtsentry::model {
namespace {

void Call(const char* module, const char* name, PickleWriter& pickle) {
  pickle.Global(module, name);
  pickle.Op(PickleOpcode::kMark);
}

void Return(PickleWriter& pickle) {
  pickle.Op(PickleOpcode::kTuple);
  pickle.Op(PickleOpcode::kReduce);
}

void Tuple(const std::vector<int32_t>& numbers, PickleWriter& pickle) {
  pickle.Op(PickleOpcode::kMark);
  for (const int32_t number : numbers) pickle.Integer(number);
  pickle.Op(PickleOpcode::kTuple);
}

void Tensor(const BuiltTorchFile& file, const BuiltTensor& tensor, PickleWriter& pickle) {
  Call("torch._utils", "_rebuild_tensor_v2", pickle);
  pickle.Op(PickleOpcode::kMark);
  pickle.String("storage");
  pickle.Global("torch", file.storage_type);
  pickle.String(tensor.storage);
  pickle.String("cuda:0");
  const auto storage = file.storages.find(tensor.storage);
  pickle.Integer(storage == file.storages.end() ? 1 : static_cast<int>(storage->second.size()));
  pickle.Op(PickleOpcode::kTuple);
  pickle.Op(PickleOpcode::kBinPersId);
  pickle.Integer(tensor.offset);
  Tuple(tensor.shape, pickle);
  Tuple(tensor.strides, pickle);
  pickle.Op(PickleOpcode::kNewFalse);
  Call("collections", "OrderedDict", pickle);
  Return(pickle);
  Return(pickle);
}

}  // namespace

BuiltTensor& BuiltTorchFile::tensor(const std::string& name) {
  return *std::find_if(tensors.begin(), tensors.end(),
                       [&](const BuiltTensor& t) { return t.name == name; });
}

std::string BuiltTorchFile::Build() const {
  PickleWriter pickle(2);
  pickle.Op(PickleOpcode::kEmptyDict);
  for (const BuiltTensor& tensor : tensors) {
    pickle.String(tensor.name);
    if (parameters) Call("torch._utils", "_rebuild_parameter", pickle);
    Tensor(*this, tensor, pickle);
    if (parameters) {
      pickle.Op(PickleOpcode::kNewTrue);
      Call("collections", "OrderedDict", pickle);
      Return(pickle);
      Return(pickle);
    }
    pickle.Op(PickleOpcode::kSetItem);
  }
  std::vector<BuiltEntry> entries{{folder + "/data.pkl", std::move(pickle).Finish()}};
  if (!byteorder.empty()) entries.push_back({folder + "/byteorder", byteorder});
  for (const auto& [key, values] : storages) {
    entries.push_back(
        {folder + "/data/" + key,
         std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float))});
  }
  entries.push_back({folder + "/version", "3\n"});
  return BuildZip(entries);
}

BuiltTorchFile PlainTorchFile(const Weights& weights) {
  BuiltTorchFile file;
  for (const TensorView& tensor : TensorsOf(weights)) {
    const std::string key = std::to_string(file.storages.size());
    file.storages[key] = std::vector<float>(tensor.values.begin(), tensor.values.end());
    BuiltTensor built;
    built.name = tensor.name;
    built.storage = key;
    built.shape.assign(tensor.shape.begin(), tensor.shape.end());
    built.strides.assign(tensor.shape.size(), 1);
    if (built.shape.size() == 2) built.strides[0] = built.shape[1];
    file.tensors.push_back(built);
  }
  return file;
}

}  // namespace txtsentry::model
