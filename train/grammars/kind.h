// One kind of TXT record that the generator can write, and the tables of kinds by group.
#ifndef TXTSENTRY_TRAIN_GRAMMARS_KIND_H_
#define TXTSENTRY_TRAIN_GRAMMARS_KIND_H_

#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "train/rng.h"

namespace txtsentry::train {

// What a grammar writes: canonical text, and the owner name where it is typical of the kind.
struct Draft {
  std::string text;
  std::string owner_name;
  // For hostile content in disguise: the name of the kind that it is of. A literal; else empty.
  std::string_view origin = {};
};

struct Kind {
  const char* name;
  int label;   // 0: the whole text is a well-known kind or plain text; 1: it is neither.
  int weight;  // Share of the kind among all, in parts of the sum of weights.
  Draft (*draw)(Rng&);
};

// Label 0.
absl::Span<const Kind> MailKinds();          // SPF, DKIM, DMARC, MTA-STS, TLS-RPT, BIMI, ...
absl::Span<const Kind> VerificationKinds();  // Proofs of domain ownership, by vendor.
absl::Span<const Kind> ServiceKinds();       // DNSLink, DNS-SD, URLs, IPv4, look-up answers, ...
absl::Span<const Kind> PlainTextKinds();     // Words, prose, host names, names of resources.

// Label 1. Bare tokens are here: by its text alone a GitHub or ACME token is an opaque string, and
// only its owner name, which the model does not see, tells what it is.
absl::Span<const Kind> HarmlessUnknownKinds();
absl::Span<const Kind> TunnelKinds();   // Data channels of DNS tunnels.
absl::Span<const Kind> PayloadKinds();  // Files and scripts cut into chunks, tasking, fillers.
absl::Span<const Kind> EncodedKinds();  // Encodings and frames of no tool in particular.
absl::Span<const Kind> CommandKinds();  // Command lines and exploit strings.
absl::Span<const Kind> EvasionKinds();  // Any of the hostile ones dressed as a well-known kind.

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_GRAMMARS_KIND_H_
