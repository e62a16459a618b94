#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "core/model/notebook/pickle_writer.h"
#include "core/model/notebook/torch_file.h"
#include "core/model/notebook/zip_writer.h"
#include "core/model/tensors.h"

namespace txtsentry::model {
namespace {

constexpr const char* kFolder = "archive";  // torch.save's folder name when it writes to a stream.
constexpr int kProtocol = 2;                // torch.save's default.

void EmptyOrderedDict(PickleWriter& pickle) {
  pickle.Global("collections", "OrderedDict");
  pickle.Op(PickleOpcode::kEmptyTuple);
  pickle.Op(PickleOpcode::kReduce);
}

void Numbers(const std::vector<int64_t>& numbers, PickleWriter& pickle) {
  pickle.Op(PickleOpcode::kMark);
  for (const int64_t number : numbers) pickle.Integer(static_cast<int32_t>(number));
  pickle.Op(PickleOpcode::kTuple);
}

// Writes torch._utils._rebuild_tensor_v2(storage, 0, size, stride, False, OrderedDict()).
void Tensor(const TensorView& tensor, const std::string& key, PickleWriter& pickle) {
  std::vector<int64_t> strides(tensor.shape.size(), 1);
  for (size_t i = strides.size() - 1; i-- > 0;) strides[i] = strides[i + 1] * tensor.shape[i + 1];
  pickle.Global("torch._utils", "_rebuild_tensor_v2");
  pickle.Op(PickleOpcode::kMark);
  pickle.Op(PickleOpcode::kMark);
  pickle.String("storage");
  pickle.Global("torch", "FloatStorage");
  pickle.String(key);
  pickle.String("cpu");
  pickle.Integer(static_cast<int32_t>(tensor.values.size()));
  pickle.Op(PickleOpcode::kTuple);
  pickle.Op(PickleOpcode::kBinPersId);
  pickle.Integer(0);
  Numbers(tensor.shape, pickle);
  Numbers(strides, pickle);
  pickle.Op(PickleOpcode::kNewFalse);
  EmptyOrderedDict(pickle);
  pickle.Op(PickleOpcode::kTuple);
  pickle.Op(PickleOpcode::kReduce);
}

// Writes the `_metadata` of a module's state_dict: the version of each submodule, in the
// classifier's declaration order.
void Metadata(PickleWriter& pickle) {
  pickle.Op(PickleOpcode::kEmptyDict);
  pickle.String("_metadata");
  EmptyOrderedDict(pickle);
  pickle.Op(PickleOpcode::kMark);
  for (const char* part : {"", "embedding", "lstm", "fc2", "sigmoid"}) {
    pickle.String(part);
    pickle.Op(PickleOpcode::kEmptyDict);
    pickle.String("version");
    pickle.Integer(1);
    pickle.Op(PickleOpcode::kSetItem);
  }
  pickle.Op(PickleOpcode::kSetItems);
  pickle.Op(PickleOpcode::kSetItem);
  pickle.Op(PickleOpcode::kBuild);
}

std::string StateDictPickle(const std::vector<TensorView>& tensors) {
  PickleWriter pickle(kProtocol);
  EmptyOrderedDict(pickle);
  pickle.Op(PickleOpcode::kMark);
  for (size_t i = 0; i < tensors.size(); ++i) {
    pickle.String(tensors[i].name);
    Tensor(tensors[i], absl::StrFormat("%d", i), pickle);
  }
  pickle.Op(PickleOpcode::kSetItems);
  Metadata(pickle);
  return std::move(pickle).Finish();
}

}  // namespace

absl::StatusOr<std::string> SerializeTorchFile(const Weights& weights) {
  const std::vector<TensorView> tensors = TensorsOf(weights);
  const std::string pickle = StateDictPickle(tensors);
  std::vector<ZipItem> items;
  items.push_back({absl::StrFormat("%s/data.pkl", kFolder), pickle});
  items.push_back({absl::StrFormat("%s/byteorder", kFolder), "little"});
  for (size_t i = 0; i < tensors.size(); ++i) {
    const std::string_view content(reinterpret_cast<const char*>(tensors[i].values.data()),
                                   tensors[i].values.size() * sizeof(float));
    items.push_back({absl::StrFormat("%s/data/%d", kFolder, i), content});
  }
  items.push_back({absl::StrFormat("%s/version", kFolder), "3\n"});
  return WriteStoredZip(items);
}

}  // namespace txtsentry::model
