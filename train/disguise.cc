#include "train/disguise.h"

#include <algorithm>

#include "core/rules/kinds/known_kind_table.h"
#include "core/rules/kinds/known_kinds.h"
#include "core/rules/kinds/vendor_table.h"
#include "train/concat.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

constexpr int kDrawsMax = 8;

std::string DrawAny(absl::Span<const Kind> kinds, Rng& rng) {
  return kinds[rng.Below(kinds.size())].draw(rng).text;
}

// Returns the key of a complete verification record: the part before its value.
std::string VendorKey(Rng& rng) {
  const std::string text = DrawAny(VerificationKinds(), rng);
  const size_t end = text.find_first_of("=:");
  return end == std::string::npos ? "MS=" : text.substr(0, end + 1);
}

std::string BenignStart(Rng& rng) {
  switch (rng.Below(12)) {
    case 0:
    case 1:
      return "v=spf1 ";
    case 2:
      return rng.Chance(40)
                 ? Concat({"v=spf1 include:",
                           rng.Pick({"_spf.google.com ", "spf.protection.outlook.com "})})
                 : Concat({"v=spf1 ",
                           rng.Pick({"include:", "include:_spf.", "a:", "a mx include:"}),
                           HostName(rng), " "});
    case 3:
    case 4:
      return rng.Pick({"google-site-verification=", "MS=", "MS=ms",
                       "docusign=", "facebook-domain-verification=", "apple-domain-verification=",
                       "atlassian-domain-verification=", "google-site-verification: ",
                       "ms-domain-verification=", "adobe-idp-site-verification=",
                       "keybase-site-verification=", "amazonses:"});
    case 5:
      return rng.Pick({"k=rsa; p=", "v=DKIM1; k=rsa; p=", "v=DKIM1; p=", "p=", "v=DKIM1;p=",
                       "v=DKIM1; k=rsa; t=s; p=", "k=ed25519; p="});
    case 6:
      return rng.Pick({"v=DMARC1; p=none; rua=mailto:", "v=DMARC1; p=", "v=DMARC1; ",
                       "v=STSv1; id=", "v=TLSRPTv1; rua=", "v=BIMI1; l=", "v=BIMI1;l=https://",
                       "v=TLSRPTv1; rua=mailto:", "v=DMARC1; p=reject; fo=1; ", "spf2.0/pra "});
    case 7:
      return Concat(
          {Word(rng), rng.Pick({"-domain-verification=", "-site-verification=", "-verify="})});
    case 8:
      return DrawAny(MailKinds().subspan(0, 6), rng) + " ";
    case 9:
      return VendorKey(rng);
    case 10:
      return Concat({DrawAny(VerificationKinds(), rng), " "});
    default:
      return Concat({rng.Pick({"dnslink=", "did=did:plc:", "vc-domain-verify=", "https://",
                               "heritage=external-dns,", "dnslink=/ipfs/", "forward-email=",
                               "zoho-verification=", "brevo-code:", "txtvers=1 "}),
                     rng.Chance(20) ? HostName(rng) : std::string()});
  }
}

std::string BenignEnd(Rng& rng) {
  switch (rng.Below(3)) {
    case 0:
      return " " + DrawAny(MailKinds().subspan(0, 6), rng);
    case 1:
      return " " + DrawAny(VerificationKinds(), rng);
    default:
      return rng.Pick({" -all", " ~all", " include:_spf.google.com ~all", "; p=none",
                       " v=spf1 -all", " mx a -all", "; rua=mailto:postmaster@example.com",
                       " include:spf.protection.outlook.com -all", ";"});
  }
}

// Replaces some Latin letters by similar Cyrillic or Greek letters.
std::string WithHomoglyphs(const std::string& text, Rng& rng) {
  std::string disguised;
  for (const char c : text) {
    const char* look_alike = nullptr;
    switch (c) {
      case 'a':
        look_alike = "\xd0\xb0";
        break;
      case 'e':
        look_alike = "\xd0\xb5";
        break;
      case 'i':
        look_alike = "\xd1\x96";
        break;
      case 'o':
        look_alike = "\xd0\xbe";
        break;
      case 'p':
        look_alike = "\xd1\x80";
        break;
      case 's':
        look_alike = "\xd1\x95";
        break;
      case 'v':
        look_alike = "\xce\xbd";
        break;
      default:
        break;
    }
    if (look_alike != nullptr && rng.Chance(40)) {
      disguised += look_alike;
    } else {
      disguised += c;
    }
  }
  return disguised;
}

std::string Split(const std::string& text, Rng& rng) {
  const auto width = static_cast<size_t>(rng.Range(4, 63));
  const std::string join = rng.Pick({" ", " ", ".", "-", ";", ", "});
  std::string pieces;
  for (size_t at = 0; at < text.size(); at += width) {
    if (at > 0) pieces += join;
    pieces += text.substr(at, width);
  }
  return pieces;
}

std::string Padded(const std::string& text, Rng& rng) {
  const auto count = static_cast<size_t>(rng.Range(1, 40));
  const char filler = rng.Pick({"=", " ", ".", "A", "-", "_", "0", "#"})[0];
  if (rng.Chance(50)) return text + std::string(count, filler);
  return std::string(count, filler) + text;
}

std::string Infix(const std::string& hostile, Rng& rng) {
  std::string text = MailKinds()[0].draw(rng).text;
  const size_t middle = text.find(' ', text.size() / 2);
  text.insert(middle == std::string::npos ? text.size() : middle, " " + hostile);
  return text;
}

std::string Dressed(DisguiseKind kind, const std::string& hostile, Rng& rng) {
  switch (kind) {
    case DisguiseKind::kPrefix:
      return BenignStart(rng) + hostile;
    case DisguiseKind::kSuffix:
      return hostile + BenignEnd(rng);
    case DisguiseKind::kFrame:
      return Concat({BenignStart(rng), hostile, BenignEnd(rng)});
    case DisguiseKind::kInfix:
      return Infix(hostile, rng);
    case DisguiseKind::kProse:
      return Concat({Sentence(rng, rng.Range(1, 8)), " ", hostile,
                     rng.Chance(40) ? " " + Sentence(rng, 4) : std::string()});
    case DisguiseKind::kHomoglyphs: {
      const std::string start = BenignStart(rng);
      return WithHomoglyphs(start, rng) + hostile;
    }
    case DisguiseKind::kSplit:
      return Split(hostile, rng);
    case DisguiseKind::kPadding:
      return Padded(hostile, rng);
  }
  return hostile;
}

}  // namespace

std::string Disguise(DisguiseKind kind, const std::string& hostile, Rng& rng) {
  for (int draw = 0; draw < kDrawsMax; ++draw) {
    std::string text = Dressed(kind, hostile, rng);
    if (!IsKnownRecord(text)) return text;
  }
  return "v=spf1 " + hostile;
}

std::string Disguise(const std::string& hostile, Rng& rng) {
  const bool prefix = rng.Chance(45);
  const auto kind = static_cast<DisguiseKind>(rng.Below(kDisguiseKinds));
  return Disguise(prefix ? DisguiseKind::kPrefix : kind, hostile, rng);
}

bool IsKnownRecord(std::string_view text) {
  static const rules::KnownKinds* const kinds =
      new rules::KnownKinds(rules::KnownKindTable(), rules::VendorTable());
  return kinds->Find(text).category != rules::Category::kUnknown;
}

}  // namespace txtsentry::train
