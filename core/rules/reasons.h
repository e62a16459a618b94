// The words of a verdict: what a record is, and why its label is what it is.
#ifndef TXTSENTRY_CORE_RULES_REASONS_H_
#define TXTSENTRY_CORE_RULES_REASONS_H_

#include <optional>
#include <string_view>

#include "absl/container/inlined_vector.h"

namespace txtsentry::rules {

// Kinds of TXT record that a whole, well-formed record can be. Values are part of the API.
enum class Category {
  kUnknown = 0,  // No known kind matches.
  kEmpty = 1,    // No words: empty, blank or only quotes.
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

// The category in the words of the command line and the logs: "spf", "domain_verification".
std::string_view CategoryName(Category category);

// Why the label is what it is. Values are part of the API; the names are what ReasonName gives.
enum class Reason {
  // KNOWN_KIND: the whole record is a well-formed record of its category, by its text alone.
  kKnownKind,
  // PAYLOAD_IN_KNOWN_KIND: the record bears the mark of a known kind, is no well-formed record of
  // it, and what does not belong there is encoded data, a command or a bulk of text.
  kPayloadInKnownKind,
  // EXECUTION_STRING: the record holds a command or a call that runs what it fetches or decodes.
  kExecutionString,
  // ENCODED_BLOB: the record holds a stretch of encoded bytes.
  kEncodedBlob,
  // OWNER_NAME_CONTEXT: the owner name explains the value, within the bound set for it.
  kOwnerNameContext,
  kEmpty,    // EMPTY: there was nothing to score.
  kNotUtf8,  // NOT_UTF8: the bytes are not UTF-8; broken sequences were read as U+FFFD.
  kTooLong,  // TOO_LONG: more bytes than a TXT record can hold; it was not scored.
};

// Room for those of nearly all records, without an allocation.
using Reasons = absl::InlinedVector<Reason, 4>;

std::string_view ReasonName(Reason reason);

// The reason of that name; none for a name that is not known here.
std::optional<Reason> ParseReason(std::string_view name);

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_REASONS_H_
