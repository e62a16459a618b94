// Little-endian integers and floats in byte strings. The files of models and the tensors of the
// wire are little-endian, and so is every machine the project supports; the build stops on another.
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

// The number at bytes[offset]. The caller has checked offset + sizeof(T) <= bytes.size().
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
