#include "train/rng.h"

namespace txtsentry::train {

int Rng::Range(int low, int high) {
  return low + static_cast<int>(Below(static_cast<uint64_t>(high - low) + 1));
}

bool Rng::Chance(int percent) { return static_cast<int>(Below(100)) < percent; }

std::string Rng::Characters(std::string_view alphabet, int count) {
  std::string text;
  text.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) text.push_back(alphabet[Below(alphabet.size())]);
  return text;
}

std::string Rng::Bytes(int count) {
  std::string bytes;
  bytes.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<char>(Next() >> 56));
  return bytes;
}

}  // namespace txtsentry::train
