// What the grammars draw, beside numbers: characters, words, chances.
#ifndef TXTSENTRY_TRAIN_RNG_H_
#define TXTSENTRY_TRAIN_RNG_H_

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/base/random.h"

namespace txtsentry::train {

// One thread only.
class Rng : public base::Random {
 public:
  using Random::Random;

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
};

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_RNG_H_
