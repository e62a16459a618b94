#include "core/model/notebook/pickle_machine.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/little_endian.h"
#include "core/base/status.h"

namespace txtsentry::model {
namespace {

using Kind = PickleValue::Kind;

}  // namespace

absl::Status PickleMachine::Broken(const std::string& what) const {
  return absl::DataLossError(absl::StrFormat("%s: pickle: offset %d: opcode %s (0x%02x): %s", file_,
                                             start_, PickleOpcodeName(opcode_), opcode_, what));
}

absl::Status PickleMachine::Take(uint64_t count, std::string_view* operand) {
  if (count > bytes_.size() - next_) {
    return Broken(absl::StrFormat("needs %d bytes, %d are left", count, bytes_.size() - next_));
  }
  *operand = bytes_.substr(next_, count);
  next_ += count;
  return absl::OkStatus();
}

template <typename T>
absl::Status PickleMachine::TakeNumber(T* number) {
  std::string_view operand;
  TXTSENTRY_RETURN_IF_ERROR(Take(sizeof(T), &operand));
  *number = base::LoadLittleEndian<T>(operand, 0);
  return absl::OkStatus();
}

absl::Status PickleMachine::TakeLine(std::string_view* line) {
  const std::string_view rest = bytes_.substr(next_, kPickleStringBytesMax);
  const size_t length = rest.find('\n');
  if (length == std::string_view::npos) return Broken("a name has no end");
  *line = rest.substr(0, length);
  next_ += length + 1;
  return absl::OkStatus();
}

// Values below the current MARK are not operands of the following opcodes.
absl::Status PickleMachine::Need(size_t count) const {
  const size_t floor = marks_.empty() ? 0 : marks_.back();
  if (stack_.size() - floor < count) {
    return Broken(
        absl::StrFormat("needs %d values on the stack, got %d", count, stack_.size() - floor));
  }
  return absl::OkStatus();
}

absl::Status PickleMachine::Push(PickleValue value) {
  if (static_cast<int64_t>(tree_.values.size()) >= kPickleValuesMax ||
      static_cast<int64_t>(stack_.size()) >= kPickleValuesMax) {
    return Broken(absl::StrFormat("values exceed values_max=%d", kPickleValuesMax));
  }
  value.offset = start_;
  stack_.push_back(static_cast<PickleId>(tree_.values.size()));
  tree_.values.push_back(std::move(value));
  return absl::OkStatus();
}

absl::Status PickleMachine::PushInteger(PickleOpcode op) {
  PickleValue value;
  value.kind = Kind::kInt;
  if (op == PickleOpcode::kBinInt1) {
    uint8_t number = 0;
    TXTSENTRY_RETURN_IF_ERROR(TakeNumber(&number));
    value.integer = number;
  } else if (op == PickleOpcode::kBinInt2) {
    uint16_t number = 0;
    TXTSENTRY_RETURN_IF_ERROR(TakeNumber(&number));
    value.integer = number;
  } else {
    int32_t number = 0;
    TXTSENTRY_RETURN_IF_ERROR(TakeNumber(&number));
    value.integer = number;
  }
  return Push(std::move(value));
}

absl::Status PickleMachine::PushString(PickleOpcode op) {
  uint64_t count = 0;
  if (op == PickleOpcode::kShortBinUnicode) {
    uint8_t narrow = 0;
    TXTSENTRY_RETURN_IF_ERROR(TakeNumber(&narrow));
    count = narrow;
  } else if (op == PickleOpcode::kBinUnicode) {
    uint32_t narrow = 0;
    TXTSENTRY_RETURN_IF_ERROR(TakeNumber(&narrow));
    count = narrow;
  } else {
    TXTSENTRY_RETURN_IF_ERROR(TakeNumber(&count));
  }
  if (count > static_cast<uint64_t>(kPickleStringBytesMax)) {
    return Broken(absl::StrFormat("string_bytes=%d exceeds string_bytes_max=%d", count,
                                  kPickleStringBytesMax));
  }
  PickleValue value;
  value.kind = Kind::kString;
  TXTSENTRY_RETURN_IF_ERROR(Take(count, &value.text));
  return Push(std::move(value));
}

absl::Status PickleMachine::Mark() {
  if (static_cast<int64_t>(marks_.size()) >= kPickleMarksMax) {
    return Broken(absl::StrFormat("open marks exceed marks_max=%d", kPickleMarksMax));
  }
  marks_.push_back(stack_.size());
  return absl::OkStatus();
}

absl::Status PickleMachine::PopMark(size_t* first) {
  if (marks_.empty()) return Broken("there is no open mark");
  *first = marks_.back();
  marks_.pop_back();
  return absl::OkStatus();
}

// Replaces the topmost `count` values by a tuple.
absl::Status PickleMachine::PushTuple(size_t count) {
  PickleValue value;
  value.kind = Kind::kTuple;
  const size_t first = stack_.size() - count;
  value.items.assign(stack_.begin() + static_cast<std::ptrdiff_t>(first), stack_.end());
  stack_.resize(first);
  return Push(std::move(value));
}

// Adds the pairs from stack position `first` up to the dict below them.
absl::Status PickleMachine::SetItems(size_t first) {
  if ((stack_.size() - first) % 2 != 0) return Broken("a key has no value");
  if (first == 0 || (!marks_.empty() && first <= marks_.back())) {
    return Broken("there is no dict below the items");
  }
  PickleValue& dict = tree_.values[static_cast<size_t>(stack_[first - 1])];
  if (dict.kind != Kind::kDict) return Broken("the value below the items is not a dict");
  dict.items.insert(dict.items.end(), stack_.begin() + static_cast<std::ptrdiff_t>(first),
                    stack_.end());
  stack_.resize(first);
  return absl::OkStatus();
}

absl::Status PickleMachine::Remember(uint64_t index) {
  TXTSENTRY_RETURN_IF_ERROR(Need(1));
  memo_[index] = stack_.back();
  return absl::OkStatus();
}

absl::Status PickleMachine::Recall(uint64_t index) {
  const auto found = memo_.find(index);
  if (found == memo_.end()) return Broken(absl::StrFormat("memo entry %d was never put", index));
  if (static_cast<int64_t>(stack_.size()) >= kPickleValuesMax) {
    return Broken(absl::StrFormat("values exceed values_max=%d", kPickleValuesMax));
  }
  stack_.push_back(found->second);
  return absl::OkStatus();
}

absl::Status PickleMachine::StepProtocol() {
  uint8_t protocol = 0;
  TXTSENTRY_RETURN_IF_ERROR(TakeNumber(&protocol));
  if (start_ != 0) return Broken("stands in the middle of the pickle");
  if (protocol < 2 || protocol > 5) {
    return Broken(absl::StrFormat("protocol=%d is not in 2..5", protocol));
  }
  return absl::OkStatus();
}

absl::Status PickleMachine::StepFrame() {
  uint64_t count = 0;
  TXTSENTRY_RETURN_IF_ERROR(TakeNumber(&count));
  if (count > bytes_.size() - next_) {
    return Broken(absl::StrFormat("frame_bytes=%d, %d are left", count, bytes_.size() - next_));
  }
  return absl::OkStatus();
}

absl::Status PickleMachine::StepContainer(PickleOpcode op) {
  PickleValue value;
  size_t first = 0;
  switch (op) {
    case PickleOpcode::kEmptyDict:
      value.kind = Kind::kDict;
      return Push(std::move(value));
    case PickleOpcode::kEmptyTuple:
      return PushTuple(0);
    case PickleOpcode::kTuple1:
    case PickleOpcode::kTuple2:
    case PickleOpcode::kTuple3: {
      const size_t count = opcode_ - static_cast<size_t>(PickleOpcode::kTuple1) + 1;
      TXTSENTRY_RETURN_IF_ERROR(Need(count));
      return PushTuple(count);
    }
    case PickleOpcode::kTuple:
      TXTSENTRY_RETURN_IF_ERROR(PopMark(&first));
      return PushTuple(stack_.size() - first);
    case PickleOpcode::kSetItem:
      TXTSENTRY_RETURN_IF_ERROR(Need(3));
      return SetItems(stack_.size() - 2);
    case PickleOpcode::kSetItems:
      TXTSENTRY_RETURN_IF_ERROR(PopMark(&first));
      return SetItems(first);
    default:
      return Build();
  }
}

absl::Status PickleMachine::StepMemo(PickleOpcode op) {
  if (op == PickleOpcode::kMemoize) return Remember(memo_.size());
  uint64_t index = 0;
  if (op == PickleOpcode::kBinPut || op == PickleOpcode::kBinGet) {
    uint8_t narrow = 0;
    TXTSENTRY_RETURN_IF_ERROR(TakeNumber(&narrow));
    index = narrow;
  } else {
    uint32_t wide = 0;
    TXTSENTRY_RETURN_IF_ERROR(TakeNumber(&wide));
    index = wide;
  }
  const bool put = op == PickleOpcode::kBinPut || op == PickleOpcode::kLongBinPut;
  return put ? Remember(index) : Recall(index);
}

absl::Status PickleMachine::Step() {
  const auto op = static_cast<PickleOpcode>(opcode_);
  PickleValue value;
  switch (op) {
    case PickleOpcode::kProto:
      return StepProtocol();
    case PickleOpcode::kFrame:
      return StepFrame();
    case PickleOpcode::kMark:
      return Mark();
    case PickleOpcode::kNone:
      return Push(std::move(value));
    case PickleOpcode::kNewTrue:
    case PickleOpcode::kNewFalse:
      value.kind = Kind::kBool;
      value.integer = op == PickleOpcode::kNewTrue ? 1 : 0;
      return Push(std::move(value));
    case PickleOpcode::kBinInt:
    case PickleOpcode::kBinInt1:
    case PickleOpcode::kBinInt2:
      return PushInteger(op);
    case PickleOpcode::kShortBinUnicode:
    case PickleOpcode::kBinUnicode:
    case PickleOpcode::kBinUnicode8:
      return PushString(op);
    case PickleOpcode::kEmptyTuple:
    case PickleOpcode::kTuple:
    case PickleOpcode::kTuple1:
    case PickleOpcode::kTuple2:
    case PickleOpcode::kTuple3:
    case PickleOpcode::kEmptyDict:
    case PickleOpcode::kSetItem:
    case PickleOpcode::kSetItems:
    case PickleOpcode::kBuild:
      return StepContainer(op);
    case PickleOpcode::kBinGet:
    case PickleOpcode::kLongBinGet:
    case PickleOpcode::kBinPut:
    case PickleOpcode::kLongBinPut:
    case PickleOpcode::kMemoize:
      return StepMemo(op);
    case PickleOpcode::kGlobal:
    case PickleOpcode::kStackGlobal:
      return StepGlobal(op);
    case PickleOpcode::kBinPersId:
      return PushStorage();
    case PickleOpcode::kReduce:
      return Reduce();
    case PickleOpcode::kStop:
      stopped_ = true;
      return absl::OkStatus();
  }
  return Broken("this opcode is not on the list of allowed ones");
}

absl::StatusOr<PickleTree> PickleMachine::Run() {
  while (!stopped_) {
    start_ = next_;
    if (next_ == bytes_.size()) {
      return absl::DataLossError(absl::StrFormat(
          "%s: pickle: offset %d: the bytes end before the STOP opcode", file_, next_));
    }
    opcode_ = static_cast<uint8_t>(bytes_[next_++]);
    if (start_ == 0 && opcode_ != static_cast<uint8_t>(PickleOpcode::kProto)) {
      return Broken("a pickle of protocol 2 to 5 starts with PROTO");
    }
    TXTSENTRY_RETURN_IF_ERROR(Step());
  }
  if (next_ != bytes_.size()) return Broken("more bytes follow");
  if (!marks_.empty() || stack_.size() != 1) {
    return Broken(absl::StrFormat("%d values and %d marks are left on the stack, not one value",
                                  stack_.size(), marks_.size()));
  }
  tree_.root = stack_.front();
  return std::move(tree_);
}

absl::StatusOr<PickleTree> ParsePickle(const std::string& file, std::string_view bytes) {
  return PickleMachine(file, bytes).Run();
}

}  // namespace txtsentry::model
