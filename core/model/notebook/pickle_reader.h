// Reads the pickles that hold a model: a PyTorch state_dict and a dict of str to int. Nothing in
// the file is executed or imported.
//
// A pickle is a program for a small stack machine. Python's runs any callable that it names; this
// one knows only the opcodes of pickle_opcodes.h, which make None, booleans, integers of 32 bits,
// strings, tuples and dicts, and four names, each of which stands for a plain value that this
// reader makes itself: collections.OrderedDict(), torch._utils._rebuild_tensor_v2(...),
// torch._utils._rebuild_parameter(...), and torch.FloatStorage in a persistent id.
// Everything else is an error that names the opcode and its offset. Nesting cannot exhaust the
// C++ stack: values refer to each other by number and nothing here recurses.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_READER_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::model {

// Bounds on what a pickle may make the reader hold.
inline constexpr int64_t kPickleValuesMax = 4'000'000;
inline constexpr int64_t kPickleMarksMax = 64;
inline constexpr int64_t kPickleStringBytesMax = 4096;

// Number of a value in its PickleTree.
using PickleId = int32_t;

struct PickleValue {
  enum class Kind : uint8_t {
    kNone,
    kBool,
    kInt,
    kString,
    kTuple,
    kDict,
    kGlobal,
    kStorage,
    kTensor
  };

  Kind kind = Kind::kNone;
  size_t offset = 0;            // Of the opcode that made it, from the start of the pickle.
  int64_t integer = 0;          // kBool, kInt; kStorage: its number of elements.
  std::string_view text;        // kString; kGlobal: "module name"; kStorage: its key.
  std::vector<PickleId> items;  // kTuple; kDict: key, value, key, value, in file order;
                                // kTensor: storage, offset, size, stride.
};

// The values of one pickle. Strings are views into the bytes that were parsed, which must outlive
// the tree.
struct PickleTree {
  std::vector<PickleValue> values;
  PickleId root = 0;

  const PickleValue& at(PickleId id) const { return values[static_cast<size_t>(id)]; }
};

// Parses a whole pickle of protocol 2 to 5. `file` names it in messages. DataLoss with the opcode
// and offset when the bytes are not a pickle, are cut short or use anything outside the list above;
// FailedPrecondition for a storage type that PyTorch has and this project does not read.
absl::StatusOr<PickleTree> ParsePickle(const std::string& file, std::string_view bytes);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_READER_H_
