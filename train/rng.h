// Random numbers that are the same for a seed on every machine and with every standard library. The
// distributions of <random> are implementation-defined, so none of them is used.
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

// The generator xoshiro256**, seeded with SplitMix64. Not thread-safe.
class Rng {
 public:
  explicit Rng(uint64_t seed);

  uint64_t Next();

  // Uniform in [0, bound). Requires bound > 0.
  uint64_t Below(uint64_t bound);

  // Uniform in [low, high].
  int Range(int low, int high);

  // True with a probability of `percent` percent.
  bool Chance(int percent);

  // Returns `count` characters, each drawn from `alphabet`, which must not be empty.
  std::string Characters(std::string_view alphabet, int count);

  // Returns `count` uniformly distributed bytes.
  std::string Bytes(int count);

  // Returns an element of an array that is not empty.
  template <typename T, size_t N>
  const T& Pick(const T (&values)[N]) {
    return values[Below(N)];
  }

  // Returns one of the given words.
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
