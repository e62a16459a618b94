// A 64-bit hash that is equal on every machine and in every run.
#ifndef TXTSENTRY_TRAIN_HASH_H_
#define TXTSENTRY_TRAIN_HASH_H_

#include <cstdint>
#include <string_view>

namespace txtsentry::train {

// FNV-1a over the bytes, starting from `seed`, with a final mix so that every bit of the result
// depends on every byte.
inline uint64_t StableHash(std::string_view bytes, uint64_t seed = 0xcbf29ce484222325u) {
  uint64_t hash = seed;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
  }
  hash = (hash ^ (hash >> 32)) * 0xd6e8feb86659fd93u;
  return hash ^ (hash >> 32);
}

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_HASH_H_
