#include "core/verdict/kind_beginnings.h"

#include "core/verdict/ascii.h"

namespace txtsentry::verdict {

KindBeginnings::Head KindBeginnings::HeadOf(std::string_view text) {
  Head head;
  for (const char byte : text.substr(0, kHeadBytes)) {
    if (head.known > 0 && kMarkBeginnings.Has(byte)) break;
    head.bytes[head.known++] = ToLower(byte);
  }
  return head;
}

void KindBeginnings::AddHead(size_t kind, const Head& head) {
  of_first_[static_cast<unsigned char>(head.bytes[0])].push_back(
      {static_cast<uint16_t>(kind), head});
}

void KindBeginnings::Add(size_t kind, const std::vector<std::string>& beginnings) {
  for (const std::string& beginning : beginnings) AddHead(kind, HeadOf(beginning));
}

void KindBeginnings::AddFirstByte(size_t kind, char first) { AddHead(kind, {{first}, 1}); }

}  // namespace txtsentry::verdict
