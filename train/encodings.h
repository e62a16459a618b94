// The alphabets and encodings of tokens, keys and payloads in TXT records.
#ifndef TXTSENTRY_TRAIN_ENCODINGS_H_
#define TXTSENTRY_TRAIN_ENCODINGS_H_

#include <string>
#include <string_view>

namespace txtsentry::train {

inline constexpr std::string_view kDigits = "0123456789";
inline constexpr std::string_view kHexLower = "0123456789abcdef";
inline constexpr std::string_view kHexUpper = "0123456789ABCDEF";
inline constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
inline constexpr std::string_view kLowerDigits = "abcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view kUpperDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
inline constexpr std::string_view kAlnum =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view kBase58 =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
inline constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
inline constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
inline constexpr std::string_view kBase32Lower = "abcdefghijklmnopqrstuvwxyz234567";
inline constexpr std::string_view kBase32Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// Two digits per byte.
std::string HexEncode(std::string_view bytes, std::string_view digits = kHexLower);

// RFC 4648 base64 over any alphabet of 64 characters, padded with '=' if `pad`.
std::string Base64Encode(std::string_view bytes, bool pad = true,
                         std::string_view alphabet = kBase64);

// RFC 4648 base32 over any alphabet of 32 characters, without padding.
std::string Base32Encode(std::string_view bytes, std::string_view alphabet = kBase32Upper);

// Ascii85 without the "<~ ~>" frame and without the "z" shorthand; the last group is truncated as
// usual.
std::string Base85Encode(std::string_view bytes);

// ASCII as UTF-16 little-endian: a NUL after each byte. PowerShell's -EncodedCommand reads this
// format.
std::string Utf16Le(std::string_view ascii);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_ENCODINGS_H_
