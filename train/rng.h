// Random numbers that are the same for a seed on every machine and with every standard library: the
// distributions of <random> are left to the implementation, so that none of them is used here.
#ifndef TXTSENTRY_TRAIN_RNG_H_
#define TXTSENTRY_TRAIN_RNG_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace txtsentry::train {

// The generator xoshiro256**, seeded through SplitMix64. One thread only.
class Rng {
 public:
  explicit Rng(uint64_t seed);

  uint64_t Next();

  // Uniform in [0, bound); bound must not be 0.
  uint64_t Below(uint64_t bound);

  // Uniform in [low, high], both included.
  int Range(int low, int high);

  // True `percent` times in a hundred.
  bool Chance(int percent);

  // `count` characters, each drawn from `alphabet`, which must not be empty.
  std::string Characters(std::string_view alphabet, int count);

  // `count` bytes, each from 0 to 255.
  std::string Bytes(int count);

  // One entry of an array that is not empty.
  template <typename T, size_t N>
  const T& Pick(const T (&values)[N]) {
    return values[Below(N)];
  }

  // One of the words listed.
  const char* Pick(std::initializer_list<const char*> values) {
    return values.begin()[Below(values.size())];
  }

  // Permutes `values` (Fisher-Yates).
  template <typename T>
  void Shuffle(std::vector<T>& values) {
    for (size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[Below(i)]);
  }

 private:
  uint64_t state_[4];
};

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_RNG_H_
