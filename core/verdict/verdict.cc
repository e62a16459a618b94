#include "core/verdict/verdict.h"

#include "core/base/utf8_valid.h"
#include "core/verdict/known_kind_table.h"
#include "core/verdict/known_kinds.h"

namespace txtsentry::verdict {
namespace {

// Compiled on the first call and kept for good: compiling takes milliseconds, judging microseconds.
const KnownKinds& CompiledKinds() {
  static const KnownKinds* const kinds = new KnownKinds(KnownKindTable());
  return *kinds;
}

}  // namespace

std::string_view CategoryName(Category category) {
  switch (category) {
    case Category::kUnknown:
      return "unknown";
    case Category::kEmpty:
      return "empty";
    case Category::kSpf:
      return "spf";
    case Category::kSenderId:
      return "sender_id";
    case Category::kDkim:
      return "dkim";
    case Category::kDmarc:
      return "dmarc";
    case Category::kMtaSts:
      return "mta_sts";
    case Category::kTlsRpt:
      return "tls_rpt";
    case Category::kBimi:
      return "bimi";
    case Category::kDomainVerification:
      return "domain_verification";
    case Category::kAcmeChallenge:
      return "acme_challenge";
    case Category::kServiceDiscovery:
      return "service_discovery";
    case Category::kDnsLink:
      return "dnslink";
    case Category::kUrl:
      return "url";
    case Category::kIpv4:
      return "ipv4";
    case Category::kLookupAnswer:
      return "lookup_answer";
  }
  return "unknown";
}

std::string_view ReasonName(Reason reason) {
  switch (reason) {
    case Reason::kKnownKind:
      return "KNOWN_KIND";
    case Reason::kEmpty:
      return "EMPTY";
    case Reason::kNotUtf8:
      return "NOT_UTF8";
  }
  return "UNKNOWN";
}

Verdict Judge(const Evidence& evidence) {
  Verdict verdict;
  if (evidence.token_count == 0) {
    verdict.category = Category::kEmpty;
    verdict.reasons.push_back(Reason::kEmpty);
  } else {
    verdict.suspicious = static_cast<double>(evidence.probability) >= evidence.threshold;
    verdict.category = CompiledKinds().Find(evidence.text, evidence.owner_name);
    if (verdict.category != Category::kUnknown) verdict.reasons.push_back(Reason::kKnownKind);
  }
  if (!base::IsValidUtf8(evidence.text)) verdict.reasons.push_back(Reason::kNotUtf8);
  return verdict;
}

}  // namespace txtsentry::verdict
