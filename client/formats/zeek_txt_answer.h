// The character-strings in an answer of Zeek's dns.log.
//
// Zeek writes a TXT record as `TXT n s`, once for each character-string s of n bytes, with one
// space between them (SPF for the old type 99). The log writer then escapes bytes, in a way that
// cannot always be undone: JSON writes a byte as \xHH but leaves a real backslash alone. n is the
// checksum that tells which it was.
#ifndef TXTSENTRY_CLIENT_FORMATS_ZEEK_TXT_ANSWER_H_
#define TXTSENTRY_CLIENT_FORMATS_ZEEK_TXT_ANSWER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "client/formats/event.h"

namespace txtsentry::client {

// How the log that an answer comes from escapes bytes.
enum class ZeekEscaping {
  kTsv,   // \xHH, and \\ for a backslash.
  kJson,  // After JSON's own unescaping: \xHH, a backslash stands for itself.
};

// The record of an answer, owned by `query`; nothing when it is not a TXT or SPF answer. Those
// behind the `add: ` and `del: ` of a dynamic update count. The record's status says when it is
// broken.
std::optional<TxtRecord> ZeekTxtRecord(std::string_view answer, ZeekEscaping escaping,
                                       std::string_view query);

// The strings of a TXT or SPF answer. Each takes n bytes, with an escape counted as the one byte it
// stands for, and must end the answer or be followed by the next string; so text may hold " TXT "
// itself. If that does not come out, the string is read again with the escapes as text. In JSON the
// first reading takes as escapes only those of bytes that Zeek must escape, the second all; and the
// last ones are the other ways that Zeek's JSON can be set to write (a doubled backslash, a byte as
// U+F0000 plus its value). InvalidArgument when no reading fits.
absl::StatusOr<std::vector<std::string>> ParseZeekTxtAnswer(std::string_view answer,
                                                            ZeekEscaping escaping);

// A field of the TSV log without its escapes. What is not an escape stays.
std::string UnescapeZeekTsv(std::string_view field);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_ZEEK_TXT_ANSWER_H_
