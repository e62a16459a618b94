#include "core/cache/sip_hash.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/escaping.h"

namespace txtsentry::cache {
namespace {

std::string Hex(const Bits128& bits) {
  std::string bytes;
  for (const uint64_t half : {bits.low, bits.high}) {
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(half >> (8 * i)));
  }
  return absl::BytesToHexString(bytes);
}

// The key of the authors' test vectors: bytes 0 to 15.
constexpr Bits128 kKey = {0x0706050403020100u, 0x0f0e0d0c0b0a0908u};

std::string Message(int bytes) {
  std::string message;
  for (int i = 0; i < bytes; ++i) message.push_back(static_cast<char>(i));
  return message;
}

// Expected values are the output of `openssl mac -macopt hexkey:000102030405060708090a0b0c0d0e0f
// -macopt size:16 SIPHASH` (OpenSSL 3.0); the first two also appear in the authors' vectors.h.
TEST(SipHashTest, HashesEqualThoseOfOpenSsl) {
  const std::pair<int, const char*> vectors[] = {
      {0, "a3817f04ba25a8e66df67214c7550293"},  {1, "da87c1d86b99af44347659119b22fc45"},
      {2, "8177228da4a45dc7fca38bdef60affe4"},  {7, "a1f1ebbed8dbc153c0b84aa61ff08239"},
      {8, "3b62a9ba6258f5610f83e264f31497b4"},  {9, "264499060ad9baabc47f8b02bb6d71ed"},
      {15, "5493e99933b0a8117e08ec0f97cfc3d9"}, {16, "6ee2a4ca67b054bbfd3315bf85230577"},
      {17, "473d06e8738db89854c066c47ae47740"}, {31, "2939b0183223fafc1723de4f52c43d35"},
      {63, "5150d1772f50834a503e069a973fbd7c"}};
  for (const auto& [bytes, expected] : vectors) {
    EXPECT_EQ(Hex(SipHash128(kKey, Message(bytes))), expected) << bytes;
  }
}

TEST(SipHashTest, AddWordAddsEightLittleEndianBytes) {
  SipHasher hasher(kKey);
  hasher.AddWord(0x0706050403020100u);
  EXPECT_TRUE(hasher.Finish(Message(20).substr(8)) == SipHash128(kKey, Message(20)));
}

TEST(SipHashTest, RandomKeysDiffer) {
  const auto a = RandomSipKey();
  const auto b = RandomSipKey();
  ASSERT_TRUE(a.ok()) << a.status();
  ASSERT_TRUE(b.ok()) << b.status();
  EXPECT_FALSE(*a == *b);
}

}  // namespace
}  // namespace txtsentry::cache
