// Parses the character-strings in an answer of Zeek's dns.log.
//
// Zeek writes a TXT record as `TXT n s`, once for each character-string s of n bytes, separated by
// spaces (SPF for the old type 99). The log writer then escapes bytes in a way that cannot always
// be reversed: JSON writes a byte as \xHH but does not escape a literal backslash. n resolves the
// ambiguity.
#ifndef TXTSENTRY_CLIENT_FORMATS_ZEEK_ZEEK_TXT_ANSWER_H_
#define TXTSENTRY_CLIENT_FORMATS_ZEEK_ZEEK_TXT_ANSWER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "client/formats/event.h"

namespace txtsentry::client {

// How the log of an answer escapes bytes.
enum class ZeekEscaping {
  kTsv,   // \xHH, and \\ for a backslash.
  kJson,  // After JSON's own unescaping: \xHH; a backslash stands for itself.
};

// Returns the record of an answer, owned by `query`; nullopt if it is not a TXT or SPF answer.
// Accepts answers after the `add: ` and `del: ` of a dynamic update. The record's status is an
// error if the answer is malformed.
std::optional<TxtRecord> ZeekTxtRecord(std::string_view answer, ZeekEscaping escaping,
                                       std::string_view query);

// Returns the strings of a TXT or SPF answer. Each has n bytes, where an escape counts as one byte,
// and must end the answer or be followed by the next string; the text itself may therefore contain
// " TXT ". If that fails, the string is read again with escapes as text. For JSON, the first
// attempt accepts only escapes of bytes that Zeek must escape, the second accepts all; the last
// attempts are Zeek's other JSON settings (a doubled backslash, a byte as U+F0000 plus its value).
// Returns InvalidArgument if no interpretation fits.
absl::StatusOr<std::vector<std::string>> ParseZeekTxtAnswer(std::string_view answer,
                                                            ZeekEscaping escaping);

// Decodes the escapes of a TSV field. Invalid escapes are kept.
std::string UnescapeZeekTsv(std::string_view field);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_ZEEK_ZEEK_TXT_ANSWER_H_
