// What tests draw from a seeded generator.
#ifndef TXTSENTRY_TESTS_SUPPORT_RANDOM_H_
#define TXTSENTRY_TESTS_SUPPORT_RANDOM_H_

#include <cstdint>
#include <string>

#include "core/base/random.h"

namespace txtsentry::test {

// One thread only.
class Random : public base::SplitMix64 {
 public:
  using SplitMix64::SplitMix64;

  // Uniform in [low, high]; the bias of the modulo does not matter to a test.
  int64_t Between(int64_t low, int64_t high);

  // Uniform in [-1, 1).
  double Signed();

  // `bytes` bytes, each any value.
  std::string Bytes(int64_t bytes);
};

}  // namespace txtsentry::test

#endif  // TXTSENTRY_TESTS_SUPPORT_RANDOM_H_
