// The pickle opcodes that this project reads and writes.
//
// They create plain values. Only GLOBAL, STACK_GLOBAL and REDUCE could import or call anything; the
// reader restricts them to a short list of names whose values it creates itself.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_OPCODES_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_OPCODES_H_

#include <cstdint>

namespace txtsentry::model {

enum class PickleOpcode : uint8_t {
  kMark = '(',
  kStop = '.',
  kBinInt = 'J',
  kBinInt1 = 'K',
  kBinInt2 = 'M',
  kNone = 'N',
  kBinPersId = 'Q',
  kReduce = 'R',
  kBinUnicode = 'X',
  kBuild = 'b',
  kGlobal = 'c',
  kBinGet = 'h',
  kLongBinGet = 'j',
  kBinPut = 'q',
  kLongBinPut = 'r',
  kSetItem = 's',
  kTuple = 't',
  kSetItems = 'u',
  kEmptyDict = '}',
  kEmptyTuple = ')',
  kProto = 0x80,
  kTuple1 = 0x85,
  kTuple2 = 0x86,
  kTuple3 = 0x87,
  kNewTrue = 0x88,
  kNewFalse = 0x89,
  kShortBinUnicode = 0x8c,
  kBinUnicode8 = 0x8d,
  kStackGlobal = 0x93,
  kMemoize = 0x94,
  kFrame = 0x95,
};

// Returns the opcode's name in Python's pickletools, or "unknown".
const char* PickleOpcodeName(uint8_t opcode);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_OPCODES_H_
