// The categories and reason codes of a verdict.
#ifndef TXTSENTRY_CORE_RULES_REASONS_H_
#define TXTSENTRY_CORE_RULES_REASONS_H_

#include <optional>
#include <string_view>

#include "absl/container/inlined_vector.h"

namespace txtsentry::rules {

// Kinds of TXT record that a complete, well-formed record can have. Values are part of the API.
enum class Category {
  kUnknown = 0,  // No known kind matches.
  kEmpty = 1,    // No words: empty, only spaces or only quotes.
  kSpf = 2,
  kSenderId = 3,
  kDkim = 4,
  kDmarc = 5,
  kMtaSts = 6,
  kTlsRpt = 7,
  kBimi = 8,
  kDomainVerification = 9,
  kAcmeChallenge = 10,
  kServiceDiscovery = 11,
  kDnsLink = 12,
  kUrl = 13,
  kIpv4 = 14,
  kLookupAnswer = 15,
};

// Returns the category's name in command-line output and logs: "spf", "domain_verification".
std::string_view CategoryName(Category category);

// Why the label was chosen. Values are part of the API; ReasonName returns the names.
enum class Reason {
  // KNOWN_KIND: the whole record is a well-formed record of its category, judged by its text alone.
  kKnownKind,
  // PAYLOAD_IN_KNOWN_KIND: the record has the prefix of a known kind but is not well-formed, and
  // the unexpected part is encoded data, a command or a large amount of text.
  kPayloadInKnownKind,
  // EXECUTION_STRING: the record contains a command or call that runs fetched or decoded content.
  kExecutionString,
  // ENCODED_BLOB: the record contains a stretch of encoded bytes.
  kEncodedBlob,
  // OWNER_NAME_CONTEXT: the owner name explains the value, within the entry's length limit.
  kOwnerNameContext,
  kEmpty,    // EMPTY: there was nothing to score.
  kNotUtf8,  // NOT_UTF8: the bytes are not valid UTF-8; invalid sequences were read as U+FFFD.
  kTooLong,  // TOO_LONG: longer than a TXT record can be; it was not scored.
};

// The inline capacity avoids an allocation for nearly all records.
using Reasons = absl::InlinedVector<Reason, 4>;

std::string_view ReasonName(Reason reason);

// Returns the reason of that name; nullopt for an unknown name.
std::optional<Reason> ParseReason(std::string_view name);

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_REASONS_H_
