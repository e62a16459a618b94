// The stack machine that implements ParsePickle.
//
// pickle_machine.cc has the opcodes that create plain values; pickle_globals.cc has the opcodes
// that refer to names outside the pickle, and the list of allowed names.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_MACHINE_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_MACHINE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/model/notebook/pickle_opcodes.h"
#include "core/model/notebook/pickle_reader.h"

namespace txtsentry::model {

// Each step either leaves a well-formed state or returns an error that ends the parse.
class PickleMachine {
 public:
  PickleMachine(const std::string& file, std::string_view bytes) : file_(file), bytes_(bytes) {}

  absl::StatusOr<PickleTree> Run();

 private:
  absl::Status Broken(const std::string& what) const;

  // Read operands, which follow the opcode in the bytes.
  absl::Status Take(uint64_t count, std::string_view* operand);
  template <typename T>
  absl::Status TakeNumber(T* number);
  absl::Status TakeLine(std::string_view* line);

  // Execute one opcode, grouped by family.
  absl::Status Step();
  absl::Status StepContainer(PickleOpcode op);
  absl::Status StepMemo(PickleOpcode op);
  absl::Status StepGlobal(PickleOpcode op);
  absl::Status StepProtocol();
  absl::Status StepFrame();

  absl::Status PushInteger(PickleOpcode op);
  absl::Status PushString(PickleOpcode op);
  absl::Status PushTuple(size_t count);
  absl::Status PushGlobal(std::string_view module, std::string_view name);
  absl::Status PushStorage();

  absl::Status Mark();
  absl::Status PopMark(size_t* first);
  absl::Status SetItems(size_t first);
  absl::Status Build();
  absl::Status Reduce();
  absl::Status ReduceTensor(std::vector<PickleId> arguments);
  absl::Status Remember(uint64_t index);
  absl::Status Recall(uint64_t index);

  absl::Status Need(size_t count) const;
  absl::Status Push(PickleValue value);
  const PickleValue& Top(size_t depth = 0) const {
    return tree_.at(stack_[stack_.size() - 1 - depth]);
  }

  const std::string& file_;
  const std::string_view bytes_;
  size_t next_ = 0;     // Offset of the next byte to read.
  size_t start_ = 0;    // Offset of the current opcode.
  uint8_t opcode_ = 0;  // The current opcode.
  bool stopped_ = false;
  PickleTree tree_;
  std::vector<PickleId> stack_;
  std::vector<size_t> marks_;  // Stack sizes at each open MARK.
  std::unordered_map<uint64_t, PickleId> memo_;
};

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_MACHINE_H_
