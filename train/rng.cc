#include "train/rng.h"

namespace txtsentry::train {
namespace {

uint64_t SplitMix64(uint64_t& state) {
  state += 0x9e3779b97f4a7c15u;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

uint64_t RotateLeft(uint64_t value, int bits) { return (value << bits) | (value >> (64 - bits)); }

}  // namespace

Rng::Rng(uint64_t seed) {
  for (uint64_t& word : state_) word = SplitMix64(seed);
}

uint64_t Rng::Next() {
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

uint64_t Rng::Below(uint64_t bound) {
  // Reject values below 2^64 mod bound, so that every remainder is equally likely.
  const uint64_t threshold = (0 - bound) % bound;
  for (;;) {
    const uint64_t value = Next();
    if (value >= threshold) return value % bound;
  }
}

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
