#include "tests/support/random.h"

namespace txtsentry::test {

int64_t Random::Between(int64_t low, int64_t high) {
  return low + static_cast<int64_t>(Next() % static_cast<uint64_t>(high - low + 1));
}

double Random::Signed() { return static_cast<double>(Next() >> 11) * 0x1p-52 - 1.0; }

std::string Random::Bytes(int64_t bytes) {
  std::string out;
  for (int64_t i = 0; i < bytes; ++i) out.push_back(static_cast<char>(Next()));
  return out;
}

}  // namespace txtsentry::test
