#include "core/model/notebook/pickle_writer.h"

#include <limits>
#include <utility>

#include "core/base/little_endian.h"

namespace txtsentry::model {

PickleWriter::PickleWriter(int protocol) : protocol_(protocol) {
  Op(PickleOpcode::kProto);
  base::AppendLittleEndian<uint8_t>(static_cast<uint8_t>(protocol), out_);
}

void PickleWriter::Op(PickleOpcode opcode) { out_ += static_cast<char>(opcode); }

void PickleWriter::Integer(int32_t value) {
  if (value >= 0 && value <= std::numeric_limits<uint8_t>::max()) {
    Op(PickleOpcode::kBinInt1);
    base::AppendLittleEndian<uint8_t>(static_cast<uint8_t>(value), out_);
  } else if (value >= 0 && value <= std::numeric_limits<uint16_t>::max()) {
    Op(PickleOpcode::kBinInt2);
    base::AppendLittleEndian<uint16_t>(static_cast<uint16_t>(value), out_);
  } else {
    Op(PickleOpcode::kBinInt);
    base::AppendLittleEndian<int32_t>(value, out_);
  }
}

void PickleWriter::String(std::string_view text) {
  if (protocol_ >= 4 && text.size() <= std::numeric_limits<uint8_t>::max()) {
    Op(PickleOpcode::kShortBinUnicode);
    base::AppendLittleEndian<uint8_t>(static_cast<uint8_t>(text.size()), out_);
  } else {
    Op(PickleOpcode::kBinUnicode);
    base::AppendLittleEndian<uint32_t>(static_cast<uint32_t>(text.size()), out_);
  }
  out_ += text;
}

void PickleWriter::Global(std::string_view module, std::string_view name) {
  Op(PickleOpcode::kGlobal);
  out_ += module;
  out_ += '\n';
  out_ += name;
  out_ += '\n';
}

std::string PickleWriter::Finish() && {
  Op(PickleOpcode::kStop);
  return std::move(out_);
}

}  // namespace txtsentry::model
