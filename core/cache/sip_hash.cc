#include "core/cache/sip_hash.h"

#include <unistd.h>

#include <cstring>

#include "absl/status/status.h"

namespace txtsentry::cache {
namespace {

uint64_t RotateLeft(uint64_t x, int bits) { return x << bits | x >> (64 - bits); }

uint64_t LoadLittleEndian(const char* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  word = __builtin_bswap64(word);
#endif
  return word;
}

}  // namespace

// The constants spell "somepseudorandomlygeneratedbytes"; 0xEE selects the 128-bit variant.
SipHasher::SipHasher(const Bits128& key)
    : v0_(key.low ^ 0x736f6d6570736575u),
      v1_(key.high ^ 0x646f72616e646f6du ^ 0xEEu),
      v2_(key.low ^ 0x6c7967656e657261u),
      v3_(key.high ^ 0x7465646279746573u) {}

inline void SipHasher::Round() {
  v0_ += v1_;
  v1_ = RotateLeft(v1_, 13) ^ v0_;
  v0_ = RotateLeft(v0_, 32);
  v2_ += v3_;
  v3_ = RotateLeft(v3_, 16) ^ v2_;
  v0_ += v3_;
  v3_ = RotateLeft(v3_, 21) ^ v0_;
  v2_ += v1_;
  v1_ = RotateLeft(v1_, 17) ^ v2_;
  v2_ = RotateLeft(v2_, 32);
}

void SipHasher::AddWord(uint64_t word) {
  v3_ ^= word;
  Round();
  Round();
  v0_ ^= word;
  words_bytes_ += sizeof(word);
}

Bits128 SipHasher::Finish(std::string_view last) {
  while (last.size() >= sizeof(uint64_t)) {
    AddWord(LoadLittleEndian(last.data()));
    last.remove_prefix(sizeof(uint64_t));
  }
  // The final word holds the remaining bytes and, in its top byte, the message length modulo 256.
  uint64_t word = (words_bytes_ + last.size()) << 56;
  for (size_t i = 0; i < last.size(); ++i) {
    word |= uint64_t{static_cast<unsigned char>(last[i])} << (8 * i);
  }
  AddWord(word);
  Bits128 hash;
  v2_ ^= 0xEE;
  for (int i = 0; i < 4; ++i) Round();
  hash.low = v0_ ^ v1_ ^ v2_ ^ v3_;
  v1_ ^= 0xDD;
  for (int i = 0; i < 4; ++i) Round();
  hash.high = v0_ ^ v1_ ^ v2_ ^ v3_;
  return hash;
}

absl::StatusOr<Bits128> RandomSipKey() {
  Bits128 key;
  if (::getentropy(&key, sizeof(key)) != 0) {
    return absl::InternalError("the kernel gives no random bytes for the cache's key");
  }
  return key;
}

}  // namespace txtsentry::cache
