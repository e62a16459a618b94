// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, "SipHash: a fast short-input PRF",
// INDOCRYPT 2012).
//
// SipHash is a keyed hash: without the key, its output cannot be distinguished from random numbers.
#ifndef TXTSENTRY_CORE_CACHE_SIP_HASH_H_
#define TXTSENTRY_CORE_CACHE_SIP_HASH_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace txtsentry::cache {

// A 128-bit value. Each half is read little-endian from 8 bytes.
struct Bits128 {
  uint64_t low = 0;
  uint64_t high = 0;

  friend bool operator==(const Bits128& a, const Bits128& b) {
    return a.low == b.low && a.high == b.high;
  }
  template <typename H>
  friend H AbslHashValue(H h, const Bits128& bits) {
    return H::combine(std::move(h), bits.low, bits.high);
  }
};

// Hashes one message: first whole words, then the remaining bytes. Not thread-safe.
class SipHasher {
 public:
  explicit SipHasher(const Bits128& key);

  // Adds eight bytes of the message, read little-endian.
  void AddWord(uint64_t word);
  // Adds the remaining bytes, any number of them, and returns the hash. Nothing may be added
  // afterwards.
  Bits128 Finish(std::string_view last);

 private:
  void Round();

  uint64_t v0_;
  uint64_t v1_;
  uint64_t v2_;
  uint64_t v3_;
  uint64_t words_bytes_ = 0;
};

inline Bits128 SipHash128(const Bits128& key, std::string_view bytes) {
  return SipHasher(key).Finish(bytes);
}

// Returns a key from the kernel's random number generator; Internal if the kernel provides none.
absl::StatusOr<Bits128> RandomSipKey();

}  // namespace txtsentry::cache

#endif  // TXTSENTRY_CORE_CACHE_SIP_HASH_H_
