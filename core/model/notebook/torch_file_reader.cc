#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "core/base/little_endian.h"
#include "core/base/status.h"
#include "core/model/load_gate.h"
#include "core/model/notebook/pickle_reader.h"
#include "core/model/notebook/torch_file.h"
#include "core/model/notebook/zip_reader.h"
#include "core/model/tensors.h"

namespace txtsentry::model {
namespace {

using Kind = PickleValue::Kind;

// The classifier's state_dict has 7 tensors of at most 2 dimensions each. The limits are a little
// higher, so that a message can describe the error.
constexpr size_t kTensorsMax = 64;
constexpr size_t kDimensionsMax = 4;
constexpr size_t kShownNameBytesMax = 128;

struct Storage {
  std::string_view content;     // Little-endian float32 values.
  uint64_t archive_offset = 0;  // Offset of the content from the start of the .pt.

  int64_t elements() const { return static_cast<int64_t>(content.size() / sizeof(float)); }
};

// The position of a tensor's values in its storage, in elements.
struct Layout {
  int64_t offset = 0;
  std::vector<int64_t> shape;
  std::vector<int64_t> strides;
};

class StateDictReader {
 public:
  StateDictReader(const std::string& file, const ZipReader& zip, std::string folder)
      : file_(file),
        zip_(zip),
        folder_(std::move(folder)),
        label_(file + ":" + folder_ + "/data.pkl") {}

  absl::StatusOr<std::vector<NamedTensor>> Read(std::string_view pickle);

 private:
  absl::Status Broken(size_t offset, const std::string& what) const {
    return absl::DataLossError(absl::StrFormat("%s: offset %d: %s", label_, offset, what));
  }
  absl::StatusOr<NamedTensor> ReadTensor(const PickleTree& tree, const PickleValue& key,
                                         const PickleValue& tensor);
  absl::StatusOr<Storage> FindStorage(const PickleValue& storage);
  absl::StatusOr<Layout> ReadLayout(const PickleTree& tree, const PickleValue& tensor,
                                    int64_t elements) const;
  absl::StatusOr<std::vector<int64_t>> ReadNumbers(const PickleTree& tree,
                                                   const PickleValue& tuple) const;
  absl::StatusOr<std::vector<float>> CopyValues(const std::string& name, const Layout& layout,
                                                const Storage& storage) const;

  const std::string& file_;
  const ZipReader& zip_;
  const std::string folder_;
  const std::string label_;
  std::map<std::string, Storage> storages_;  // By key; each shared storage is checked once.
};

absl::StatusOr<std::vector<NamedTensor>> StateDictReader::Read(std::string_view pickle) {
  TXTSENTRY_ASSIGN_OR_RETURN(const PickleTree tree, ParsePickle(label_, pickle));
  const PickleValue& root = tree.at(tree.root);
  if (root.kind != Kind::kDict) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: offset %d: the file holds no state_dict", label_, root.offset));
  }
  if (root.items.size() / 2 > kTensorsMax) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: tensors=%d exceeds tensors_max=%d", label_, root.items.size() / 2, kTensorsMax));
  }
  std::vector<NamedTensor> tensors;
  for (size_t i = 0; i < root.items.size(); i += 2) {
    const PickleValue& key = tree.at(root.items[i]);
    const PickleValue& value = tree.at(root.items[i + 1]);
    if (key.kind != Kind::kString) return Broken(key.offset, "a key is not a string");
    if (value.kind != Kind::kTensor) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "%s: offset %d: the value of '%s' is not a tensor: not a state_dict", label_,
          value.offset, absl::CHexEscape(std::string(key.text.substr(0, kShownNameBytesMax)))));
    }
    TXTSENTRY_ASSIGN_OR_RETURN(NamedTensor tensor, ReadTensor(tree, key, value));
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

absl::StatusOr<NamedTensor> StateDictReader::ReadTensor(const PickleTree& tree,
                                                        const PickleValue& key,
                                                        const PickleValue& tensor) {
  TXTSENTRY_ASSIGN_OR_RETURN(const Storage storage, FindStorage(tree.at(tensor.items[0])));
  TXTSENTRY_ASSIGN_OR_RETURN(Layout layout, ReadLayout(tree, tensor, storage.elements()));
  NamedTensor result;
  result.name = std::string(key.text);
  TXTSENTRY_ASSIGN_OR_RETURN(result.values, CopyValues(result.name, layout, storage));
  result.shape = std::move(layout.shape);
  return result;
}

absl::StatusOr<Storage> StateDictReader::FindStorage(const PickleValue& storage) {
  const std::string key(storage.text);
  auto found = storages_.find(key);
  if (found == storages_.end()) {
    const ZipEntry* entry = zip_.Find(absl::StrFormat("%s/data/%s", folder_, key));
    if (entry == nullptr) {
      return Broken(storage.offset,
                    absl::StrFormat("the archive has no storage 'data/%s'",
                                    absl::CHexEscape(key.substr(0, kShownNameBytesMax))));
    }
    TXTSENTRY_ASSIGN_OR_RETURN(const std::string_view content, zip_.Read(*entry));
    found = storages_.emplace(key, Storage{content, entry->data_offset}).first;
  }
  const uint64_t bytes = found->second.content.size();
  if (bytes % sizeof(float) != 0 || found->second.elements() != storage.integer) {
    return Broken(storage.offset,
                  absl::StrFormat("the storage 'data/%s' has bytes=%d, not those of %d float32",
                                  key, bytes, storage.integer));
  }
  return found->second;
}

absl::StatusOr<std::vector<int64_t>> StateDictReader::ReadNumbers(const PickleTree& tree,
                                                                  const PickleValue& tuple) const {
  if (tuple.items.size() > kDimensionsMax) {
    return Broken(tuple.offset, absl::StrFormat("dimensions=%d exceeds dimensions_max=%d",
                                                tuple.items.size(), kDimensionsMax));
  }
  std::vector<int64_t> numbers;
  for (const PickleId id : tuple.items) {
    const PickleValue& number = tree.at(id);
    if (number.kind != Kind::kInt || number.integer < 0) {
      return Broken(number.offset, "a size or stride is not a number of zero or more");
    }
    numbers.push_back(number.integer);
  }
  return numbers;
}

// Checks that every index of the layout is below `elements`, and that the tensor has no more values
// than its storage: a tensor that repeats its values (stride 0) could claim gigabytes in a small
// file, and torch.save never writes one for a parameter.
absl::StatusOr<Layout> StateDictReader::ReadLayout(const PickleTree& tree,
                                                   const PickleValue& tensor,
                                                   int64_t elements) const {
  Layout layout;
  layout.offset = tree.at(tensor.items[1]).integer;
  TXTSENTRY_ASSIGN_OR_RETURN(layout.shape, ReadNumbers(tree, tree.at(tensor.items[2])));
  TXTSENTRY_ASSIGN_OR_RETURN(layout.strides, ReadNumbers(tree, tree.at(tensor.items[3])));
  if (layout.shape.size() != layout.strides.size()) {
    return Broken(tensor.offset, "a tensor has not as many strides as sizes");
  }
  const int64_t values = ElementsOf(layout.shape, elements);
  bool inside = values >= 0 && layout.offset >= 0 && layout.offset <= elements - (values > 0);
  if (inside && values > 0) {
    int64_t room = elements - 1 - layout.offset;
    for (size_t i = 0; i < layout.shape.size() && inside; ++i) {
      const int64_t steps = layout.shape[i] - 1;
      inside = steps == 0 || layout.strides[i] <= room / steps;
      if (inside) room -= steps * layout.strides[i];
    }
  }
  if (!inside) {
    return Broken(tensor.offset,
                  absl::StrFormat("storage_offset=%d, size %s and stride %s reach outside the "
                                  "storage's %d elements",
                                  layout.offset, ShapeText(layout.shape), ShapeText(layout.strides),
                                  elements));
  }
  return layout;
}

absl::StatusOr<std::vector<float>> StateDictReader::CopyValues(const std::string& name,
                                                               const Layout& layout,
                                                               const Storage& storage) const {
  const size_t dimensions = layout.shape.size();
  const auto count = static_cast<size_t>(ElementsOf(layout.shape, storage.elements()));
  std::vector<float> values;
  values.reserve(count);
  std::vector<int64_t> position(dimensions, 0);
  int64_t index = layout.offset;
  while (values.size() < count) {
    const auto value =
        base::LoadLittleEndian<float>(storage.content, static_cast<size_t>(index) * sizeof(float));
    if (!std::isfinite(value)) {
      return AtGate(
          kGateNotFinite,
          absl::DataLossError(absl::StrFormat(
              "%s: offset %d: tensor '%s': value %d is %f, not a finite one", file_,
              storage.archive_offset + static_cast<uint64_t>(index) * sizeof(float),
              absl::CHexEscape(name.substr(0, kShownNameBytesMax)), values.size(), value)));
    }
    values.push_back(value);
    for (size_t d = dimensions; d-- > 0;) {
      index += layout.strides[d];
      if (++position[d] < layout.shape[d]) break;
      index -= layout.strides[d] * layout.shape[d];
      position[d] = 0;
    }
  }
  return values;
}

}  // namespace

absl::StatusOr<Weights> ParseTorchFile(const std::string& file, std::string_view bytes) {
  constexpr std::string_view kZipMagic = "PK";
  if (bytes.size() >= kZipMagic.size() && bytes.substr(0, kZipMagic.size()) != kZipMagic) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s: offset 0: not a zip archive; the format that torch.save wrote before PyTorch 1.6 is "
        "not read: load the model there and save it again",
        file));
  }
  TXTSENTRY_ASSIGN_OR_RETURN(const ZipReader zip, ZipReader::Create(file, bytes));
  // All entries are in one folder whose name torch.save chooses; PyTorch also takes it from the
  // first entry.
  const std::string first = zip.entries().empty() ? "" : zip.entries().front().name;
  const std::string folder = first.substr(0, std::min(first.find('/'), first.size()));
  const ZipEntry* pickle = zip.Find(folder + "/data.pkl");
  if (pickle == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrFormat("%s: the archive has no '%s/data.pkl': not a file of torch.save", file,
                        absl::CHexEscape(folder)));
  }
  if (const ZipEntry* order = zip.Find(folder + "/byteorder"); order != nullptr) {
    TXTSENTRY_ASSIGN_OR_RETURN(const std::string_view text, zip.Read(*order));
    if (text != "little") {
      return absl::FailedPreconditionError(
          absl::StrFormat("%s: offset %d: byteorder is not 'little', the only one that is read",
                          file, order->data_offset));
    }
  }
  TXTSENTRY_ASSIGN_OR_RETURN(const std::string_view content, zip.Read(*pickle));
  StateDictReader reader(file, zip, folder);
  TXTSENTRY_ASSIGN_OR_RETURN(std::vector<NamedTensor> tensors, reader.Read(content));
  return WeightsFromTensors(file, std::move(tensors));
}

}  // namespace txtsentry::model
