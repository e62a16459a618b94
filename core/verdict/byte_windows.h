// Tells in one pass of a few cycles a byte, from a table of 16 KiB, which expressions a text may
// match, by short pieces of which every text that matches one has some. It spares most texts the
// expressions' automata.
#ifndef TXTSENTRY_CORE_VERDICT_BYTE_WINDOWS_H_
#define TXTSENTRY_CORE_VERDICT_BYTE_WINDOWS_H_

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace txtsentry::verdict {

// A window is one to four bytes in a row, written as bytes, classes such as "[/.|]", and "\s" (a
// blank: RE2's and \v), "\w" (letter, digit or underscore) and "\W" (any other byte), which may
// stand in a class, too. "\\", "\[" and "\]" are the bytes. Before a text and behind it stands a
// line end, so that "\sls\s" is in "ls". ASCII case does not count.
//
// The shift-and method: a window has a bit, or shares that of windows that differ in one place.
// When the 128 bits are used up, others share, too, and what mixes their windows is found as well:
// no owner of a window in the text is missed, and some may be told that have none.
// Thread-compatible.
class ByteWindows {
 public:
  static constexpr size_t kBytesMax = 4;
  static constexpr size_t kOwnersMax = 64;
  // A bit for each owner, from the lowest.
  using Owners = uint64_t;

  // Adds what `windows` lists, separated by blanks, for owner 0 to kOwnersMax - 1. InvalidArgument
  // names the window that is not written as above; nothing is added then but those before it.
  absl::Status Add(size_t owner, std::string_view windows);

  // Those who may have a window in the text.
  Owners In(std::string_view text) const;

 private:
  static constexpr size_t kBitsMax = 128;
  using Bits [[gnu::vector_size(kBitsMax / 8)]] = uint64_t;
  using ByteClass = std::bitset<256>;
  // One class for each place.
  using Window = std::array<ByteClass, kBytesMax>;

  void AddWindow(size_t owner, const Window& window);
  size_t BitFor(const Window& window) const;

  // By byte and place: the bits of the windows that may have the byte there.
  alignas(64) Bits table_[256][kBytesMax] = {};
  // By bit: the bytes that its windows have in each place.
  std::vector<Window> windows_;
  std::array<Owners, kBitsMax> owners_ = {};
};

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_BYTE_WINDOWS_H_
