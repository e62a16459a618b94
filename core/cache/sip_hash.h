// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, "SipHash: a fast short-input PRF",
// INDOCRYPT 2012): a keyed hash that who does not know the key cannot tell from random numbers.
#ifndef TXTSENTRY_CORE_CACHE_SIP_HASH_H_
#define TXTSENTRY_CORE_CACHE_SIP_HASH_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace txtsentry::cache {

// The two halves of 128 bits, each read little-endian from 8 bytes.
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

// One message at a time: whole words, then the bytes that end it. One thread only.
class SipHasher {
 public:
  explicit SipHasher(const Bits128& key);

  // Eight bytes of the message, little-endian.
  void AddWord(uint64_t word);
  // The last bytes, any number of them; nothing may be added after.
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

// A key from the kernel's generator. Internal when it gives none.
absl::StatusOr<Bits128> RandomSipKey();

}  // namespace txtsentry::cache

#endif  // TXTSENTRY_CORE_CACHE_SIP_HASH_H_
