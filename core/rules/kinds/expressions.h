// Subexpressions shared by several kinds. All are RE2 over bytes, for case-insensitive use.
#ifndef TXTSENTRY_CORE_RULES_KINDS_EXPRESSIONS_H_
#define TXTSENTRY_CORE_RULES_KINDS_EXPRESSIONS_H_

namespace txtsentry::rules {

// A host name of at least two labels.
inline constexpr char kHostName[] =
    R"((?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}\.?)";
inline constexpr char kIpv4Address[] =
    R"((?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d))";
inline constexpr char kIpv6Address[] = R"([0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?::[0-9.]{7,15})?)";
inline constexpr char kUuidText[] = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
inline constexpr char kMailboxAt[] = R"([a-z0-9._+=/-]{1,64}@)";  // Followed by a host.

// A public key in base64. An RSA key starts with a DER header: either the algorithm identifier at
// one of three alignments, or the sequence without one. The header gives the key's length; a
// truncated key is shorter. An Ed25519 key has 32 bytes.
inline constexpr char kDkimKey[] =
    R"((?-i:(?:MIGfMA0GCSqGSIb3DQEBAQUAA4[a-zA-Z0-9+/]{60,190})"
    R"(|MI[GH][a-eg-zA-Z0-9+/]MA0GCSqGSIb3DQEBAQUAA4[a-zA-Z0-9+/]{60,320})"
    R"(|MIIBIjANBgkqhkiG9w0BAQEFAAOC[a-zA-Z0-9+/]{30,364})"
    R"(|MII[AB][a-zA-HJ-Z0-9+/][DTjz]ANBgkqhkiG9w0BAQEFAAOC[a-zA-Z0-9+/]{30,660})"
    R"(|MII[C-P][a-zA-Z0-9+/][DTjz]ANBgkqhkiG9w0BAQEFAAOC[a-zA-Z0-9+/]{60,720})"
    R"(|M[FH][a-zA-Z0-9+/]wDQYJKoZIhvcNAQEBBQAD[a-zA-Z0-9+/]{60,140})"
    R"(|MIGJAoGB[a-zA-Z0-9+/]{80,180}|MII[A-P][a-zA-Z0-9+/]gKC[a-zA-Z0-9+/]{80,352})={0,2})"
    R"(|[a-zA-Z0-9+/]{43}=))";

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_KINDS_EXPRESSIONS_H_
