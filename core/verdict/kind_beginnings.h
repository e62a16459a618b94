// Which kinds of a table a text can be of, by its first three bytes: few, which spares most texts
// the expressions of all others.
#ifndef TXTSENTRY_CORE_VERDICT_KIND_BEGINNINGS_H_
#define TXTSENTRY_CORE_VERDICT_KIND_BEGINNINGS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/verdict/byte_set.h"

namespace txtsentry::verdict {

// What people put around a record or between its terms begins with one of these: blanks, and quotes
// straight, escaped or typographic.
inline constexpr ByteSet kMarkBeginnings(" \t\r\n\v\f\"'\\\xe2");

// Thread-safe once filled.
class KindBeginnings {
 public:
  // Every record of the kind begins with one of these, in lower case; what kMarkBeginnings begin
  // may stand behind its first byte. Kinds come in the order in which they are to be tried.
  void Add(size_t kind, const std::vector<std::string>& beginnings);
  // Of a kind of which only the first bytes are known, in lower case.
  void AddFirstByte(size_t kind, char first);

  // Calls `try_kind(kind)` for each kind that `text`, which is not empty, may be of, in order,
  // until it returns true.
  template <typename TryKind>
  void ForEach(std::string_view text, TryKind try_kind) const {
    const Head head = HeadOf(text);
    size_t last = kNoKind;
    for (const Entry& entry : of_first_[static_cast<unsigned char>(head.bytes[0])]) {
      if (entry.kind == last || !IsLike(entry.head, head)) continue;
      last = entry.kind;
      if (try_kind(size_t{entry.kind})) return;
    }
  }

 private:
  static constexpr size_t kHeadBytes = 3;
  static constexpr size_t kNoKind = SIZE_MAX;

  struct Head {
    std::array<char, kHeadBytes> bytes = {};
    uint8_t known = 0;  // How many of the bytes say something.
  };
  struct Entry {
    uint16_t kind = 0;
    Head head;
  };

  static Head HeadOf(std::string_view text);
  static bool IsLike(const Head& a, const Head& b) {
    const size_t known = a.known < b.known ? a.known : b.known;
    return (known < 2 || a.bytes[1] == b.bytes[1]) && (known < 3 || a.bytes[2] == b.bytes[2]);
  }
  void AddHead(size_t kind, const Head& head);

  std::array<std::vector<Entry>, 256> of_first_;
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_KIND_BEGINNINGS_H_
