// Random numbers that are the same for a seed on every machine and with every standard library: the
// distributions of <random> are left to the implementation, so that none of them is used.
#ifndef TXTSENTRY_CORE_BASE_RANDOM_H_
#define TXTSENTRY_CORE_BASE_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace txtsentry::base {

// SplitMix64 (Steele, Lea and Flood, 2014). Every seed is good.
// Not thread-safe.
class SplitMix64 {
 public:
  explicit SplitMix64(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

 private:
  uint64_t state_;
};

// Maps the upper 53 bits of `word` to a double in [0, 1).
inline double UnitInterval(uint64_t word) { return static_cast<double>(word >> 11) * 0x1p-53; }

// The generator xoshiro256** (Blackman and Vigna), seeded with SplitMix64. Not thread-safe.
class Random {
 public:
  explicit Random(uint64_t seed);

  uint64_t Next();

  // Uniform in [0, bound); bound must not be 0.
  uint64_t Below(uint64_t bound);

  // Uniform in [0, 1).
  double Uniform() { return UnitInterval(Next()); }

  // Permutes `values` (Fisher-Yates).
  template <typename T>
  void Shuffle(std::vector<T>& values) {
    for (size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[Below(i)]);
  }

 private:
  uint64_t state_[4];
};

// A random number for identifiers and samples, not for secrets: different in every process.
// Thread-safe: each thread has its own generator.
uint64_t RandomWord();

// Returns true for `share` (0 to 1) of the calls; always for 1, never for 0. Thread-safe.
inline bool InRandomShare(double share) { return UnitInterval(RandomWord()) < share; }

}  // namespace txtsentry::base

#endif  // TXTSENTRY_CORE_BASE_RANDOM_H_
