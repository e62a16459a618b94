// Random values for tests from a seeded generator.
#ifndef TXTSENTRY_TESTS_SUPPORT_RANDOM_H_
#define TXTSENTRY_TESTS_SUPPORT_RANDOM_H_

#include <cstdint>
#include <string>

#include "core/base/random.h"

namespace txtsentry::test {

// Not thread-safe.
class Random : public base::SplitMix64 {
 public:
  using SplitMix64::SplitMix64;

  // Uniform in [low, high]; the modulo bias is irrelevant for tests.
  int64_t Between(int64_t low, int64_t high);

  // Uniform in [-1, 1).
  double Signed();

  // Returns `bytes` random bytes.
  std::string Bytes(int64_t bytes);
};

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_SUPPORT_RANDOM_H_
