#include "core/rules/reasons.h"

namespace txtsentry::rules {

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
    case Reason::kPayloadInKnownKind:
      return "PAYLOAD_IN_KNOWN_KIND";
    case Reason::kExecutionString:
      return "EXECUTION_STRING";
    case Reason::kEncodedBlob:
      return "ENCODED_BLOB";
    case Reason::kOwnerNameContext:
      return "OWNER_NAME_CONTEXT";
    case Reason::kEmpty:
      return "EMPTY";
    case Reason::kNotUtf8:
      return "NOT_UTF8";
    case Reason::kTooLong:
      return "TOO_LONG";
  }
  return "UNKNOWN";
}

std::optional<Reason> ParseReason(std::string_view name) {
  for (const Reason reason :
       {Reason::kKnownKind, Reason::kPayloadInKnownKind, Reason::kExecutionString,
        Reason::kEncodedBlob, Reason::kOwnerNameContext, Reason::kEmpty, Reason::kNotUtf8,
        Reason::kTooLong}) {
    if (name == ReasonName(reason)) return reason;
  }
  return std::nullopt;
}

}  // namespace txtsentry::rules
