#include "core/rules/detect/encoded_blob.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace txtsentry::rules {
namespace {

using Bytes = std::vector<unsigned char>;

Bytes RandomBytes(std::mt19937& random, size_t count) {
  Bytes bytes(count);
  for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(random());
  return bytes;
}

// Encodes with `bits` bits per character of the alphabet; pads the last character with zero bits.
std::string Encoded(const Bytes& bytes, const std::string& alphabet, int bits) {
  std::string text;
  unsigned buffer = 0;
  int filled = 0;
  for (const unsigned char byte : bytes) {
    buffer = (buffer << 8 | byte) & 0xffffff;
    filled += 8;
    while (filled >= bits) {
      filled -= bits;
      text += alphabet[buffer >> filled & ((1u << bits) - 1)];
    }
  }
  if (filled > 0) text += alphabet[buffer << (bits - filled) & ((1u << bits) - 1)];
  return text;
}

const char kUpper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const char kLower[] = "abcdefghijklmnopqrstuvwxyz";
const std::string kHexDigits = "0123456789abcdef";
const std::string kBase32Digits = std::string(kUpper) + "234567";
const std::string kBase64Digits = std::string(kUpper) + kLower + "0123456789+/";
const std::string kBase64UrlDigits = std::string(kUpper) + kLower + "0123456789-_";

std::string Base85(const Bytes& bytes) {
  std::string text;
  for (size_t i = 0; i + 4 <= bytes.size(); i += 4) {
    uint32_t word = 0;
    for (size_t k = 0; k < 4; ++k) word = word << 8 | bytes[i + k];
    std::string group(5, ' ');
    for (size_t k = 5; k-- > 0; word /= 85) group[k] = static_cast<char>('!' + word % 85);
    text += group;
  }
  return text;
}

struct Form {
  Encoding encoding;
  std::string text;
};

std::vector<Form> FormsOf(const Bytes& bytes) {
  return {{Encoding::kHex, Encoded(bytes, kHexDigits, 4)},
          {Encoding::kBase32, Encoded(bytes, kBase32Digits, 5)},
          {Encoding::kBase64, Encoded(bytes, kBase64Digits, 6)},
          {Encoding::kBase64Url, Encoded(bytes, kBase64UrlDigits, 6)},
          {Encoding::kBase85, Base85(bytes)},
          {Encoding::kBinary, std::string(bytes.begin(), bytes.end())}};
}

// Random bytes in each encoding must be found completely at every position, with the right entropy.
TEST(FindEncodedBlobTest, FindsRandomBytesInEveryEncodingAndPosition) {
  std::mt19937 random(20260101);
  int missed = 0;
  int rounds = 0;
  for (size_t count = 48; count <= 360; count += 12) {
    for (const Form& form : FormsOf(RandomBytes(random, count))) {
      for (const char* before : {"", "note ", "v=spf1 ", "a b c, "}) {
        const std::string text = before + form.text;
        const auto blob = FindEncodedBlob(text);
        ++rounds;
        if (!blob || blob->encoding != form.encoding) {
          ++missed;
          continue;
        }
        EXPECT_LE(blob->offset + blob->length, text.size());
        // The first and last bytes of binary data may be printable.
        if (form.encoding == Encoding::kBinary) continue;
        EXPECT_EQ(blob->offset, std::string(before).size());
        EXPECT_EQ(blob->length, form.text.size()) << EncodingName(form.encoding);
      }
    }
  }
  // A base64 run without the two characters that differ between base64 and base64url may be
  // reported as either, and a random run occasionally has few class changes.
  EXPECT_LE(missed, rounds / 50);
}

TEST(FindEncodedBlobTest, MeasuresEntropyWithinItsBounds) {
  std::mt19937 random(7);
  for (const Form& form : FormsOf(RandomBytes(random, 3000))) {
    const auto blob = FindEncodedBlob(form.text);
    ASSERT_TRUE(blob.has_value()) << EncodingName(form.encoding);
    const float most = form.encoding == Encoding::kHex      ? 4.0f
                       : form.encoding == Encoding::kBase32 ? 5.0f
                       : form.encoding == Encoding::kBase85 ? std::log2(85.0f)
                       : form.encoding == Encoding::kBinary ? 8.0f
                                                            : 6.0f;
    EXPECT_LE(blob->entropy_bits, most + 0.01f);
    EXPECT_GE(blob->entropy_bits, 0.95f * most);
  }
  for (size_t bytes = 32; bytes < 200; ++bytes) {
    EXPECT_EQ(FindEncodedBlob(std::string(bytes, '0'))->entropy_bits, 0) << bytes;
  }
}

TEST(FindEncodedBlobTest, FindsNoneInOrdinaryText) {
  for (const char* text :
       {"", "hello world", "reserved for internal use",
        "arn:aws:iam::123456789012:role/some-service-CrossAccountRole",
        "This domain is for sale, write to sales@example.com please",
        "v=spf1 include:_spf.google.com include:spf.protection.outlook.com ip4:192.0.2.0/24 -all",
        "internationalization", "_github-pages-challenge-somebody", "PASTE_YOUR_CODE_HERE",
        "https://www.example.com/some/longer/path/of/words?with=parameters&and=more",
        "runtime=node;version=20.x;database=postgresql", "operational;uptime=99.9%",
        "MailChannels Corporation, Vancouver", "2024-01-15T12:00:00Z", "+49 (0)30 1234567890",
        // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): "\xa7e" would be one character.
        "pla\xc3\xa7"
        "eholder - dom\xc3\xadnio reservado, site vindo em breve",
        "\xe4\xbf\x9d\xe6\x8c\x81\xe8\xbf\x99\xe9\x87\x8c", "don't look: it's (really) nothing!"}) {
    const auto blob = FindEncodedBlob(text);
    EXPECT_FALSE(blob.has_value()) << text << ": " << EncodingName(blob->encoding);
  }
}

TEST(FindEncodedBlobTest, ReturnsTheLongestBlobWithItsPadding) {
  const auto blob = FindEncodedBlob("a=0123456789abcdef0123 b=Zm9vYmFyMTIzNDU2Nzg5MHF3ZQ==, c");
  ASSERT_TRUE(blob.has_value());
  EXPECT_EQ(blob->encoding, Encoding::kBase64);
  EXPECT_EQ(blob->offset, 25u);
  EXPECT_EQ(blob->length, 28u);
}

TEST(FindEncodedBlobTest, AppliesTheMinimumLength) {
  EXPECT_FALSE(FindEncodedBlob("0a9f3c7be5d1042").has_value());
  EXPECT_TRUE(FindEncodedBlob("0a9f3c7be5d1042f").has_value());
}

// The time per byte is constant; with quadratic time, each of these texts would take seconds.
TEST(FindEncodedBlobTest, HandlesTheLargestHostileTexts) {
  for (const char* unit :
       {"a", "aB", "A1", "=", "+", "\x01", "\xff", "\xc3\xa9", "a ", "!a1B", "0"}) {
    std::string text;
    while (text.size() < 1'000'000) text += unit;
    FindEncodedBlob(text);
  }
}

TEST(EncodingNameTest, EqualsTheNameInTheApi) {
  EXPECT_EQ(EncodingName(Encoding::kHex), "hex");
  EXPECT_EQ(EncodingName(Encoding::kBase32), "base32");
  EXPECT_EQ(EncodingName(Encoding::kBase64), "base64");
  EXPECT_EQ(EncodingName(Encoding::kBase64Url), "base64url");
  EXPECT_EQ(EncodingName(Encoding::kBase85), "base85");
  EXPECT_EQ(EncodingName(Encoding::kBinary), "binary");
}

}  // namespace
}  // namespace txtsentry::rules
