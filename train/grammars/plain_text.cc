// Plain text: words, sentences, names of hosts and resources, addresses. It matches no structured
// kind and carries no encoded data.
#include <string>

#include "train/concat.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

Draft SingleWord(Rng& rng) {
  std::string text = rng.Chance(45) ? Word(rng) : HostLabel(rng);
  // Too short to carry data.
  const int letters = rng.Range(1, 4);
  if (rng.Chance(12)) text = rng.Characters(kLowerDigits, letters);
  if (rng.Chance(10)) text = "." + text;
  if (rng.Chance(20)) text[0] = static_cast<char>(text[0] - (text[0] >= 'a' ? 32 : 0));
  if (rng.Chance(10)) text += rng.Pick({"!", ".", "?", " :)", " 1.0"});
  return {text, Domain(rng)};
}

// Short, because a long record of words can be padding for an amplification attack.
Draft Prose(Rng& rng) {
  const int words = rng.Chance(70) ? rng.Range(2, 9) : rng.Range(10, 32);
  std::string text = rng.Chance(75) ? Sentence(rng, words) : ForeignSentence(rng, words);
  if (rng.Chance(10)) text = Concat({rng.Pick({"NOTE: ", "Hello, ", "TBD ", "# ", "I'm "}), text});
  if (rng.Chance(6)) text = Concat({text, " (", HostName(rng), ")"});
  if (rng.Chance(4)) text = Concat({text, " ", MailAddress(rng)});
  if (rng.Chance(4))
    text += rng.Pick({" \xf0\x9f\x98\x84", " \xe2\x9d\xa4", " ...", " \xe2\x80\x93 ok"});
  return {text.substr(0, 240), Domain(rng)};
}

Draft Reservation(Rng& rng) {
  switch (rng.Below(4)) {
    case 0:
      return {Concat({"Reserved for the ", Sentence(rng, 3), " project"}), Domain(rng)};
    case 1:
      return {Concat({"domain verification for ", HostLabel(rng), " ", Word(rng)}), Domain(rng)};
    case 2:
      return {Concat({rng.Pick({"Owner: ", "contact: ", "owner=", "Managed by ", "Created by "}),
                      rng.Chance(50) ? MailAddress(rng) : Sentence(rng, 2)}),
              Domain(rng)};
    default:
      return {Concat({rng.Pick({"placeholder-", "test-", "dummy_", "paste-your-"}), Word(rng), "-",
                      Word(rng), rng.Chance(50) ? "-here" : ""}),
              Domain(rng)};
  }
}

Draft BareHostName(Rng& rng) {
  std::string text = HostName(rng);
  if (rng.Chance(20)) text += ".";
  switch (rng.Below(8)) {
    case 0:
      return {Concat({"_github-pages-challenge-", HostLabel(rng), ".", text}), Domain(rng)};
    case 1:
      return {Concat({"ns-", Number(rng, 1, 2000), ".awsdns-", Number(rng, 10, 60), ".",
                      rng.Pick({"com", "org", "net", "co.uk"})}),
              Domain(rng)};
    case 2:
      return {Concat({"_github-pages-challenge-", HostLabel(rng)}), Domain(rng)};
    case 3:
      return {Concat({"selector", Number(rng, 1, 2), "-", HostLabel(rng), "._domainkey.",
                      HostLabel(rng), ".onmicrosoft.com"}),
              Domain(rng)};
    case 4:
      return {Concat({HostLabel(rng), "-", HostLabel(rng), ".",
                      rng.Pick({"vercel.app", "netlify.app", "github.io", "pages.dev", "web.app",
                                "herokuapp.com"})}),
              Domain(rng)};
    default:
      return {text, Domain(rng)};
  }
}

Draft Contact(Rng& rng) {
  if (rng.Chance(70)) return {MailAddress(rng), Domain(rng)};
  return {Ipv6(rng), Domain(rng)};
}

Draft ResourceName(Rng& rng) {
  if (rng.Chance(60)) {
    return {Concat({"arn:aws:", rng.Pick({"iam", "s3", "sns"}), "::", rng.Characters(kDigits, 12),
                    ":role/", HostLabel(rng), "-", HostLabel(rng), "-CrossAccountRole-",
                    rng.Characters(kUpperDigits, 13)}),
            HostName(rng)};
  }
  return {Concat({Word(rng), ":", HostLabel(rng), ":", Number(rng, 1, 9000)}), Domain(rng)};
}

// Redirect markers of hosting services: "1|www.example.com", "3|welcome".
Draft Redirect(Rng& rng) {
  return {Concat({Number(rng, 1, 9), "|",
                  rng.Chance(60)   ? "www." + HostName(rng)
                  : rng.Chance(50) ? Word(rng)
                                   : Url(rng)}),
          Domain(rng)};
}

constexpr Kind kKinds[] = {
    {"single_word", 0, 22, SingleWord},  {"prose", 0, 40, Prose},
    {"reservation", 0, 10, Reservation}, {"bare_host_name", 0, 22, BareHostName},
    {"contact", 0, 8, Contact},          {"resource_name", 0, 8, ResourceName},
    {"redirect", 0, 5, Redirect}};

}  // namespace

absl::Span<const Kind> PlainTextKinds() { return kKinds; }

}  // namespace txtsentry::train
