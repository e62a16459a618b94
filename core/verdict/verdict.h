// From a probability and a record to what an analyst reads: label, category and reason codes.
#ifndef TXTSENTRY_CORE_VERDICT_VERDICT_H_
#define TXTSENTRY_CORE_VERDICT_VERDICT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace txtsentry::verdict {

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
  kKnownKind,  // KNOWN_KIND: the whole record is a well-formed record of its category.
  kEmpty,      // EMPTY: there was nothing to score.
  kNotUtf8,    // NOT_UTF8: the bytes are not UTF-8; broken sequences were read as U+FFFD.
};

std::string_view ReasonName(Reason reason);

struct Verdict {
  bool suspicious = false;
  Category category = Category::kUnknown;
  std::vector<Reason> reasons;  // Each at most once, in the order of the enum.
};

struct Evidence {
  std::string_view text;        // Canonical text.
  std::string_view owner_name;  // May be empty.
  float probability = 0;
  int64_t token_count = 0;
  double threshold = 0.5;
};

// The label follows the notebook: suspicious when probability >= threshold, compared as doubles.
// A record without tokens is EMPTY and not suspicious. Thread-safe.
Verdict Judge(const Evidence& evidence);

}  // namespace txtsentry::verdict

#endif  // TXTSENTRY_CORE_VERDICT_VERDICT_H_
