// Random characters, words and chances for the grammars, the same for a seed on every machine.
#ifndef TXTSENTRY_TRAIN_RNG_H_
#define TXTSENTRY_TRAIN_RNG_H_

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/base/random.h"

namespace txtsentry::train {

// Not thread-safe.
class Rng : public base::Random {
 public:
  using Random::Random;

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
};

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_RNG_H_
