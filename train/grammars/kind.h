// A kind of TXT record that the generator can write, and the tables of kinds by group.
#ifndef TXTSENTRY_TRAIN_GRAMMARS_KIND_H_
#define TXTSENTRY_TRAIN_GRAMMARS_KIND_H_

#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "train/rng.h"

namespace txtsentry::train {

// The output of a grammar: canonical text, and the owner name if it is typical of the kind.
struct Draft {
  std::string text;
  std::string owner_name;
  // For disguised hostile content: the name of its original kind, a string literal; otherwise
  // empty.
  std::string_view origin = {};
};

struct Kind {
  const char* name;
  int label;   // 0: the whole text is a well-known kind or plain text; 1: it is neither.
  int weight;  // Relative frequency of the kind, as a fraction of the sum of weights.
  Draft (*draw)(Rng&);
};

// Label 0.
absl::Span<const Kind> MailKinds();          // SPF, DKIM, DMARC, MTA-STS, TLS-RPT, BIMI, ...
absl::Span<const Kind> VerificationKinds();  // Proofs of domain ownership, by vendor.
absl::Span<const Kind> ServiceKinds();       // DNSLink, DNS-SD, URLs, IPv4, lookup answers, ...
absl::Span<const Kind> PlainTextKinds();     // Words, prose, host names, resource names.

// Label 1. Includes bare tokens: from its text alone, a GitHub or ACME token is an opaque string;
// only its owner name, which the model does not see, explains it.
absl::Span<const Kind> HarmlessUnknownKinds();
absl::Span<const Kind> TunnelKinds();   // Data channels of DNS tunnels.
absl::Span<const Kind> PayloadKinds();  // Files and scripts split into chunks, tasking, padding.
absl::Span<const Kind>
EncodedKinds();  // Encodings and frames that are not typical of a known tool.
absl::Span<const Kind> CommandKinds();  // Command lines and exploit strings.
absl::Span<const Kind> EvasionKinds();  // Any hostile kind disguised as a well-known kind.

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_GRAMMARS_KIND_H_
