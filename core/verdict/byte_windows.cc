#include "core/verdict/byte_windows.h"

#include <iterator>
#include <limits>
#include <string>

#include "absl/numeric/bits.h"
#include "absl/strings/str_format.h"
#include "core/verdict/ascii.h"

namespace txtsentry::verdict {
namespace {

using ByteClass = std::bitset<256>;

void AddByte(char byte, ByteClass& bytes) {
  for (size_t b = 0; b < bytes.size(); ++b) {
    if (ToLower(static_cast<char>(b)) == ToLower(byte)) bytes.set(b);
  }
}

void AddAll(bool (*holds)(char), ByteClass& bytes) {
  for (size_t b = 0; b < bytes.size(); ++b) {
    if (holds(static_cast<char>(b))) bytes.set(b);
  }
}

// Takes a byte or an escape from the front of the window. False: it is no such.
bool TakeSimple(std::string_view& window, ByteClass& bytes) {
  const char first = window.front();
  window.remove_prefix(1);
  if (first != '\\') {
    AddByte(first, bytes);
    return true;
  }
  if (window.empty()) return false;
  const char escaped = window.front();
  window.remove_prefix(1);
  if (escaped == 's') {
    AddAll([](char c) { return IsBlank(c); }, bytes);
  } else if (escaped == 'w') {
    AddAll([](char c) { return IsRe2Word(c); }, bytes);
  } else if (escaped == 'W') {
    AddAll([](char c) { return !IsRe2Word(c); }, bytes);
  } else if (escaped == '\\' || escaped == '[' || escaped == ']') {
    AddByte(escaped, bytes);
  } else {
    return false;
  }
  return true;
}

bool TakeClass(std::string_view& window, ByteClass& bytes) {
  if (window.front() == ']') return false;
  if (window.front() != '[') return TakeSimple(window, bytes);
  window.remove_prefix(1);
  bool empty = true;
  while (!window.empty() && window.front() != ']') {
    if (!TakeSimple(window, bytes)) return false;
    empty = false;
  }
  if (empty || window.empty()) return false;
  window.remove_prefix(1);
  return true;
}

}  // namespace

absl::Status ByteWindows::Add(size_t owner, std::string_view windows) {
  if (owner >= kOwnersMax) {
    return absl::InvalidArgumentError(
        absl::StrFormat("owner=%d, at most %d", owner, kOwnersMax - 1));
  }
  while (!windows.empty()) {
    if (windows.front() == ' ') {
      windows.remove_prefix(1);
      continue;
    }
    std::string_view window = windows.substr(0, windows.find(' '));
    const std::string_view written = window;
    windows.remove_prefix(window.size());
    Window classes;
    size_t bytes = 0;
    while (!window.empty()) {
      if (bytes == kBytesMax || !TakeClass(window, classes[bytes])) {
        return absl::InvalidArgumentError(
            absl::StrFormat("\"%s\" is no window of 1 to %d bytes", written, kBytesMax));
      }
      ++bytes;
    }
    // What comes behind a shorter window does not matter.
    for (; bytes < kBytesMax; ++bytes) classes[bytes].set();
    AddWindow(owner, classes);
  }
  return absl::OkStatus();
}

void ByteWindows::AddWindow(size_t owner, const Window& window) {
  const size_t bit = BitFor(window);
  if (bit == windows_.size()) windows_.emplace_back();
  owners_[bit] |= Owners{1} << owner;
  for (size_t place = 0; place < kBytesMax; ++place) {
    windows_[bit][place] |= window[place];
    for (size_t byte = 0; byte < std::size(table_); ++byte) {
      if (window[place].test(byte)) table_[byte][place][bit / 64] |= uint64_t{1} << bit % 64;
    }
  }
}

size_t ByteWindows::BitFor(const Window& window) const {
  // How many pieces of four bytes each finds.
  const auto pieces = [](const Window& classes) {
    double product = 1;
    for (const ByteClass& bytes : classes) product *= static_cast<double>(bytes.count());
    return product;
  };
  const double own = pieces(window);
  size_t best = windows_.size();
  // A bit of its own finds no more than the window.
  double fewest_more = windows_.size() < kBitsMax ? 0 : std::numeric_limits<double>::infinity();
  for (size_t bit = 0; bit < windows_.size(); ++bit) {
    Window both = window;
    for (size_t place = 0; place < kBytesMax; ++place) both[place] |= windows_[bit][place];
    const double more = pieces(both) - pieces(windows_[bit]) - own;
    if (more < fewest_more || (more == 0 && best == windows_.size())) {
      fewest_more = more;
      best = bit;
    }
  }
  return best;
}

ByteWindows::Owners ByteWindows::In(std::string_view text) const {
  const Bits* const edge = table_[static_cast<unsigned char>('\n')];
  Bits first = edge[0];
  Bits second = {};
  Bits third = {};
  Bits found = {};
  const auto step = [&](const Bits* places) {
    found |= third & places[3];
    third = second & places[2];
    second = first & places[1];
    first = places[0];
  };
  for (const char byte : text) step(table_[static_cast<unsigned char>(byte)]);
  for (size_t i = 1; i < kBytesMax; ++i) step(edge);
  Owners owners = 0;
  for (size_t word = 0; word < kBitsMax / 64; ++word) {
    for (uint64_t bits = found[word]; bits != 0; bits &= bits - 1) {
      owners |= owners_[64 * word + absl::countr_zero(bits)];
    }
  }
  return owners;
}

}  // namespace txtsentry::verdict
