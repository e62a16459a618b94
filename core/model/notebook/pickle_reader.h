// Reads the pickles of a model: a PyTorch state_dict and a dict from str to int. Never executes or
// imports anything.
//
// A pickle is a program for a small stack machine. Python's machine calls any callable that the
// pickle names. This one supports only the opcodes of pickle_opcodes.h, which create None,
// booleans, 32-bit integers, strings, tuples and dicts, and four names, each of which stands for a
// plain value that this reader creates: collections.OrderedDict(),
// torch._utils._rebuild_tensor_v2(...), torch._utils._rebuild_parameter(...), and
// torch.FloatStorage in a persistent id. Everything else is an error that names the opcode and its
// offset. Nesting cannot overflow the C++ stack: values refer to each other by index, and no
// function recurses.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_READER_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_READER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::model {

// Limits on the values that a pickle may create.
inline constexpr int64_t kPickleValuesMax = 4'000'000;
inline constexpr int64_t kPickleMarksMax = 64;
inline constexpr int64_t kPickleStringBytesMax = 4096;

// Index of a value in its PickleTree.
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
  size_t offset = 0;            // Offset of the creating opcode, from the start of the pickle.
  int64_t integer = 0;          // kBool, kInt; kStorage: the number of elements.
  std::string_view text;        // kString; kGlobal: "module name"; kStorage: the key.
  std::vector<PickleId> items;  // kTuple; kDict: key, value, key, value, in file order;
                                // kTensor: storage, offset, size, stride.
};

// The values of one pickle. Strings are views into the parsed bytes, which must outlive the tree.
struct PickleTree {
  std::vector<PickleValue> values;
  PickleId root = 0;

  const PickleValue& at(PickleId id) const { return values[static_cast<size_t>(id)]; }
};

// Parses a complete pickle of protocol 2 to 5. `file` names it in messages. Returns DataLoss with
// the opcode and offset if the bytes are not a pickle, are truncated or use anything outside the
// list above; FailedPrecondition for a PyTorch storage type that this project does not read.
absl::StatusOr<PickleTree> ParsePickle(const std::string& file, std::string_view bytes);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_READER_H_
