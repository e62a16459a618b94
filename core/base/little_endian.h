// Reads and writes little-endian integers and floats in byte strings.
//
// Model files and tensors in messages are little-endian, and so is every supported machine; the
// build fails on any other.
#ifndef TXTSENTRY_CORE_BASE_LITTLE_ENDIAN_H_
#define TXTSENTRY_CORE_BASE_LITTLE_ENDIAN_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace txtsentry::base {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the machine must be little-endian");

// Returns the number at bytes[offset]. Requires offset + sizeof(T) <= bytes.size().
template <typename T>
T LoadLittleEndian(std::string_view bytes, size_t offset) {
  static_assert(std::is_arithmetic_v<T>);
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof(T));
  return value;
}

template <typename T>
void AppendLittleEndian(T value, std::string& out) {
  static_assert(std::is_arithmetic_v<T>);
  char buffer[sizeof(T)];
  std::memcpy(buffer, &value, sizeof(T));
  out.append(buffer, sizeof(T));
}

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_LITTLE_ENDIAN_H_
