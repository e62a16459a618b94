#include "tests/support/random.h"

namespace txtsentry::test {

uint64_t Random::Next() {
  uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

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
