// Finds stretches of a text that look like encoded bytes.
#ifndef TXTSENTRY_CORE_RULES_DETECT_ENCODED_BLOB_H_
#define TXTSENTRY_CORE_RULES_DETECT_ENCODED_BLOB_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace txtsentry::rules {

enum class Encoding { kHex, kBase32, kBase64, kBase64Url, kBase85, kBinary };

// "hex", "base32", "base64", "base64url", "base85", "binary".
std::string_view EncodingName(Encoding encoding);

struct EncodedBlob {
  Encoding encoding = Encoding::kHex;
  size_t offset = 0;  // Bytes of the text before it.
  size_t length = 0;  // Bytes.
  // Shannon entropy of its bytes' frequencies, in bits a byte: at most 4 for hex of one case, 5 for
  // base32, 6 for base64, and at most the logarithm of its length.
  float entropy_bits = 0;
};

// Bytes from which a stretch can be a blob.
inline constexpr size_t kBlobBytesMin = 16;
inline constexpr size_t kBase85BytesMin = 40;

// The longest such stretch, the first of equals. A stretch is a run of the alphabet's bytes, at
// least kBlobBytesMin (base85: kBase85BytesMin), in which letters, cases and digits change as in
// encoded bytes and not as in words, or one byte repeated. `binary` is control bytes, bytes that
// are no UTF-8, and text of mostly Latin-1 letters, as raw bytes look when a tool has read them as
// Latin-1. The time is linear in the text, which has at most 65,535 bytes.
std::optional<EncodedBlob> FindEncodedBlob(std::string_view text);

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_DETECT_ENCODED_BLOB_H_
