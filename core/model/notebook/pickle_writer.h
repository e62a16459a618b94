// Writes the pickles that pickle_reader.h reads and that Python's pickle.load reads as well.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_WRITER_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/notebook/pickle_opcodes.h"

namespace txtsentry::model {

// Appends one opcode after another; the caller keeps the stack machine's rules. Memo entries and
// frames, which only make a pickle smaller or faster to stream, are left out. One thread only.
class PickleWriter {
 public:
  // `protocol` is 2 to 5.
  explicit PickleWriter(int protocol);

  // An opcode without operands.
  void Op(PickleOpcode opcode);
  void Integer(int32_t value);
  // UTF-8, at most 4 GiB.
  void String(std::string_view text);
  void Global(std::string_view module, std::string_view name);

  // Ends the pickle and gives its bytes up.
  std::string Finish() &&;

 private:
  const int protocol_;
  std::string out_;
};

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_WRITER_H_
