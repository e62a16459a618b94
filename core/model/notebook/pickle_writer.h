// Writes pickles that pickle_reader.h and Python's pickle.load can read.
#ifndef TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_WRITER_H_
#define TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/notebook/pickle_opcodes.h"

namespace txtsentry::model {

// Appends opcodes one by one; the caller must respect the stack machine's rules. Writes no memo
// entries and no frames, which only make a pickle smaller or faster to stream. Not thread-safe.
class PickleWriter {
 public:
  // `protocol` must be 2 to 5.
  explicit PickleWriter(int protocol);

  // Appends an opcode without operands.
  void Op(PickleOpcode opcode);
  void Integer(int32_t value);
  // Appends a UTF-8 string of at most 4 GiB.
  void String(std::string_view text);
  void Global(std::string_view module, std::string_view name);

  // Ends the pickle and returns its bytes.
  std::string Finish() &&;

 private:
  const int protocol_;
  std::string out_;
};

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_NOTEBOOK_PICKLE_WRITER_H_
