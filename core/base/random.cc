#include "core/base/random.h"

#include <random>

namespace txtsentry::base {
namespace {

uint64_t RotateLeft(uint64_t value, int bits) { return (value << bits) | (value >> (64 - bits)); }

uint64_t SeedOfThisThread() {
  std::random_device device;
  return uint64_t{device()} << 32 | device();
}

}  // namespace

Random::Random(uint64_t seed) {
  SplitMix64 words(seed);
  for (uint64_t& word : state_) word = words.Next();
}

uint64_t Random::Next() {
  const uint64_t result = RotateLeft(state_[1] * 5, 7) * 9;
  const uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = RotateLeft(state_[3], 45);
  return result;
}

uint64_t Random::Below(uint64_t bound) {
  // Values under 2^64 mod bound are drawn again, so that every remainder is equally likely.
  const uint64_t threshold = (0 - bound) % bound;
  for (;;) {
    const uint64_t value = Next();
    if (value >= threshold) return value % bound;
  }
}

uint64_t RandomWord() {
  thread_local Random random(SeedOfThisThread());
  return random.Next();
}

}  // namespace txtsentry::base
