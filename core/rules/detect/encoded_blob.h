// Detects stretches of a text that look like encoded bytes.
#ifndef TXTSENTRY_CORE_RULES_DETECT_ENCODED_BLOB_H_
#define TXTSENTRY_CORE_RULES_DETECT_ENCODED_BLOB_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace txtsentry::rules {

enum class Encoding { kHex, kBase32, kBase64, kBase64Url, kBase85, kBinary };

// Returns "hex", "base32", "base64", "base64url", "base85" or "binary".
std::string_view EncodingName(Encoding encoding);

struct EncodedBlob {
  Encoding encoding = Encoding::kHex;
  size_t offset = 0;  // In bytes, from the start of the text.
  size_t length = 0;  // In bytes.
  // Shannon entropy of the byte frequencies, in bits per byte: at most 4 for hex of one case, 5 for
  // base32, 6 for base64, and never more than log2(length).
  float entropy_bits = 0;
};

// Minimum length of a blob.
inline constexpr size_t kBlobBytesMin = 16;
inline constexpr size_t kBase85BytesMin = 40;

// Returns the longest encoded stretch, and the first of equally long ones. A stretch is a run of
// bytes of the encoding's alphabet, at least kBlobBytesMin long (base85: kBase85BytesMin), in which
// letters, cases and digits alternate as in encoded bytes and not as in words, or in which one byte
// repeats. `binary` covers control bytes, invalid UTF-8, and text of mostly Latin-1 letters, which
// is how raw bytes look after a tool has decoded them as Latin-1. Linear time; the text has at most
// 65,535 bytes.
std::optional<EncodedBlob> FindEncodedBlob(std::string_view text);

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_DETECT_ENCODED_BLOB_H_
