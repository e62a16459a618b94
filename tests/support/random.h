// A small seeded random generator that gives the same numbers with every standard library.
#ifndef TXTSENTRY_TESTS_SUPPORT_RANDOM_H_
#define TXTSENTRY_TESTS_SUPPORT_RANDOM_H_

#include <cstdint>
#include <string>

namespace txtsentry::test {

// SplitMix64 (Steele, Lea and Flood, 2014). Not thread-safe.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next();

  // Uniform in [low, high]; the modulo bias is irrelevant for tests.
  int64_t Between(int64_t low, int64_t high);

  // Uniform in [-1, 1).
  double Signed();

  // Returns `bytes` random bytes.
  std::string Bytes(int64_t bytes);

 private:
  uint64_t state_;
};

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_SUPPORT_RANDOM_H_
