// Records for mail systems: SPF and related records, DKIM, DMARC, MTA-STS, TLS-RPT, BIMI.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "train/concat.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

constexpr const char* kSpfProviders[] = {"spf.protection.outlook.com",
                                         "spf.protection.outlook.com",
                                         "spf.protection.outlook.com",
                                         "_spf.google.com",
                                         "_spf.google.com",
                                         "servers.mcsv.net",
                                         "spf.mandrillapp.com",
                                         "sendgrid.net",
                                         "amazonses.com",
                                         "mailgun.org",
                                         "spf.mailjet.com",
                                         "mail.zendesk.com",
                                         "_spf.salesforce.com",
                                         "aspmx.pardot.com",
                                         "spf.hosting.example.net",
                                         "_netblocks.mimecast.com",
                                         "eu._netblocks.mimecast.com",
                                         "spf.improvmx.com",
                                         "_spf.mx.cloudflare.net",
                                         "zoho.com",
                                         "zoho.eu",
                                         "spf.sendinblue.com",
                                         "spf.brevo.com",
                                         "_spf.protonmail.ch",
                                         "icloud.com",
                                         "spf.messagingengine.com",
                                         "spf.topdesk.net",
                                         "_spf.perfora.net",
                                         "_spf.kundenserver.de",
                                         "musvc.com",
                                         "mx.ovh.com",
                                         "_spf.mailspamprotection.com",
                                         "relay.mailchannels.net",
                                         "secureserver.net",
                                         "spf.web-hosting.com",
                                         "mktomail.com",
                                         "_spf.psm.knowbe4.com",
                                         "helpscoutemail.com",
                                         "spf.migadu.com",
                                         "pphosted.com",
                                         "_spf.mlsend.com",
                                         "spf.tmes.trendmicro.eu",
                                         "_spf.pec.aruba.it",
                                         "_spf.aruba.it",
                                         "spf.emailsignatures365.com"};
constexpr const char* kSpfEnds[] = {"-all", "-all", "-all", "~all", "~all", "~all", "?all", "+all"};
constexpr const char* kSelectors[] = {"default", "google", "selector1", "selector2", "s1",
                                      "k1",      "mail",   "dkim",      "resend",    "2024"};

std::string AddressBlock(Rng& rng) {
  if (rng.Chance(8)) {
    std::string block = "ip6:" + Ipv6(rng);
    if (rng.Chance(60)) block += absl::StrFormat("/%d", rng.Range(3, 16) * 8);
    return block;
  }
  std::string block = "ip4:" + Ipv4(rng);
  if (rng.Chance(35)) block += absl::StrFormat("/%d", rng.Range(14, 32));
  return block;
}

std::string SpfMechanism(Rng& rng) {
  switch (rng.Below(14)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return std::string("include:") + rng.Pick(kSpfProviders);
    case 12:
      return Concat(
          {"a:", rng.Pick({"mail.", "posta.", "smtp.", "mx1.", "relay.", "out."}), HostName(rng)});
    case 13:
      return Concat({rng.Pick({"exists:", "include:"}), rng.Pick({"%{i}", "%{ir}", "%{d}", "%{l}"}),
                     "._spf.", HostName(rng)});
    case 4: {
      const bool underscore = rng.Chance(40);
      return std::string("include:") + (underscore ? "_spf." : "spf.") + HostName(rng);
    }
    case 5:
      return "include:" + HostName(rng);
    case 6:
      return "a:" + HostName(rng);
    case 7:
      return rng.Chance(70) ? "mx:" + HostName(rng) : "ptr:" + Domain(rng);
    default:
      return AddressBlock(rng);
  }
}

std::string SpfText(Rng& rng) {
  std::string text = rng.Chance(97) ? "v=spf1" : rng.Pick({"V=SPF1", "v=SPF1", "v=spf1 "});
  const std::string sign = rng.Chance(12) ? "+" : "";
  if (rng.Chance(45)) text += " " + sign + "a";
  if (rng.Chance(55)) text += " " + sign + "mx";
  if (rng.Chance(4)) text += " ptr";
  int mechanisms = rng.Range(0, 4);
  if (rng.Chance(20)) mechanisms = rng.Range(5, 20);
  // Some senders list only their addresses.
  const bool addresses_only = rng.Chance(10);
  for (int i = 0; i < mechanisms; ++i) {
    text += rng.Chance(3) ? "  " : " ";
    text += sign + (addresses_only ? AddressBlock(rng) : SpfMechanism(rng));
  }
  if (rng.Chance(2)) return text + " exists:%{i}._spf." + HostName(rng) + " -all";
  if (rng.Chance(3)) return text + " redirect=_spf." + HostName(rng);
  if (rng.Chance(97)) text += std::string(" ") + rng.Pick(kSpfEnds);
  // A record of more than 255 bytes has several strings. Canonical text joins them with a space,
  // often inside a mechanism.
  if (text.size() > 255) text.insert(static_cast<size_t>(rng.Range(200, 255)), " ");
  return text;
}

Draft Spf(Rng& rng) { return {SpfText(rng), Domain(rng)}; }

Draft SenderId(Rng& rng) {
  std::string text = rng.Chance(50) ? "spf2.0/pra" : "spf2.0/mfrom,pra";
  for (int count = rng.Range(1, 4); count > 0; --count) text += " " + SpfMechanism(rng);
  return {text + " " + rng.Pick(kSpfEnds), Domain(rng)};
}

// The base64 of a SubjectPublicKeyInfo: a header that depends on the key length, the modulus, and
// the exponent 65537.
std::string RsaKey(Rng& rng) {
  switch (rng.Below(8)) {
    case 0:
    case 1:
    case 2:
      return Concat({"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ", rng.Characters("CDEFabcd", 1),
                     rng.Characters(kBase64, 169), "IDAQAB"});
    case 7:
      return Concat({"MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEA", rng.Characters(kBase64, 680),
                     "CAwEAAQ=="});
    default:
      return Concat({"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA", rng.Characters(kBase64, 340),
                     "QIDAQAB"});
  }
}

std::string SelectorName(Rng& rng) {
  return Concat({rng.Pick(kSelectors), "._domainkey.", Domain(rng)});
}

// A key split into strings of at most 255 bytes, joined with a space.
std::string SplitStrings(Rng& rng, std::string text) {
  const size_t width = rng.Chance(60) ? 255 : static_cast<size_t>(rng.Range(120, 254));
  for (size_t at = width; at < text.size(); at += width + 1) text.insert(at, " ");
  return text;
}

Draft Dkim(Rng& rng) {
  const std::string space = rng.Chance(75) ? " " : "";
  std::string text;
  if (rng.Chance(85)) text += "v=DKIM1;" + space;
  const bool edwards = rng.Chance(5);
  std::vector<std::string> tags;
  if (rng.Chance(12)) tags.push_back("h=sha256;");
  if (edwards || rng.Chance(85)) tags.push_back(edwards ? "k=ed25519;" : "k=rsa;");
  if (rng.Chance(15)) tags.push_back(rng.Pick({"t=s;", "t=y;", "t=y:s;"}));
  if (rng.Chance(12)) tags.push_back(rng.Pick({"s=email;", "s=*;"}));
  if (rng.Chance(5)) tags.push_back(rng.Pick({"g=*;", "n=rotated;", "g=;"}));
  if (tags.size() > 1 && rng.Chance(35)) std::swap(tags.front(), tags.back());
  for (const std::string& tag : tags) text += tag + space;
  text += "p=";
  text += edwards ? rng.Characters(kBase64, 43) + "=" : RsaKey(rng);
  if (rng.Chance(30)) text += ";";
  return {rng.Chance(60) ? SplitStrings(rng, text) : text, SelectorName(rng)};
}

Draft DkimPolicy(Rng& rng) {
  switch (rng.Below(6)) {
    case 5:
      return {rng.Chance(50) ? "v=DKIM1; k=rsa;" : "k=rsa;", SelectorName(rng)};
    case 0:
      return {"o=-", "_domainkey." + Domain(rng)};
    case 1:
      return {rng.Chance(50) ? "o=~" : "t=y; o=~", "_domainkey." + Domain(rng)};
    case 2: {
      const char* const policy = rng.Pick({"all", "unknown", "discardable"});
      return {std::string("dkim=") + policy, "_adsp._domainkey." + Domain(rng)};
    }
    default:
      return {rng.Chance(50) ? "v=DKIM1; p=" : "v=DKIM1; k=rsa; p=", SelectorName(rng)};
  }
}

std::string ReportAddresses(Rng& rng, const char* scheme) {
  std::string list = scheme + MailAddress(rng);
  while (rng.Chance(15)) {
    list += rng.Chance(50) ? "," : ", ";
    list += scheme + MailAddress(rng);
  }
  return list;
}

Draft Dmarc(Rng& rng) {
  const std::string join = rng.Chance(75) ? "; " : ";";
  std::string text = rng.Chance(97) ? "v=DMARC1" : "v=dmarc1";
  text += join + "p=" + rng.Pick({"none", "none", "quarantine", "reject", "reject"});
  if (rng.Chance(25)) text += join + "sp=" + rng.Pick({"none", "quarantine", "reject"});
  if (rng.Chance(30))
    text += join + absl::StrFormat("pct=%d", rng.Chance(80) ? 100 : rng.Range(1, 99));
  if (rng.Chance(75)) text += join + "rua=" + ReportAddresses(rng, "mailto:");
  if (rng.Chance(35)) text += join + "ruf=" + ReportAddresses(rng, "mailto:");
  if (rng.Chance(25)) text += join + "fo=" + rng.Pick({"0", "1", "1:d:s", "s"});
  if (rng.Chance(25)) text += join + "adkim=" + rng.Pick({"r", "s"});
  if (rng.Chance(25)) text += join + "aspf=" + rng.Pick({"r", "s"});
  if (rng.Chance(10)) text += join + "rf=afrf";
  if (rng.Chance(12)) text += join + "ri=" + rng.Pick({"86400", "3600", "604800"});
  if (rng.Chance(45)) text += ";";
  return {text, "_dmarc." + Domain(rng)};
}

Draft MtaSts(Rng& rng) {
  const std::string join = rng.Chance(75) ? "; " : ";";
  std::string id;
  switch (rng.Below(5)) {
    case 3: {
      const int count = rng.Range(4, 12);
      id = rng.Characters(kLowerDigits, count);
      break;
    }
    case 4:
      id = Concat({"202", Number(rng, 0, 6), Number(rng, 10, 12), Number(rng, 10, 28),
                   rng.Pick({"T", "", ""}), rng.Characters(kDigits, 6),
                   rng.Pick({"Z", "Z", "", "000"})});
      break;
    case 0:
      id = Concat({"202", Number(rng, 0, 6), Number(rng, 10, 12), Number(rng, 10, 28),
                   rng.Characters(kDigits, rng.Chance(50) ? 6 : 2)});
      break;
    case 1:
      id = "1" + rng.Characters(kDigits, 9);
      break;
    default:
      id = rng.Characters(kHexLower, 32);
  }
  return {"v=STSv1" + join + "id=" + id + (rng.Chance(45) ? ";" : ""), "_mta-sts." + Domain(rng)};
}

Draft TlsRpt(Rng& rng) {
  std::string text = rng.Chance(75) ? "v=TLSRPTv1; rua=" : "v=TLSRPTv1;rua=";
  text += rng.Chance(85) ? ReportAddresses(rng, "mailto:") : Url(rng);
  if (rng.Chance(30)) text += ";";
  return {text, "_smtp._tls." + Domain(rng)};
}

Draft Bimi(Rng& rng) {
  const std::string join = rng.Chance(75) ? "; " : ";";
  std::string text = Concat({"v=BIMI1", join, "l=", Url(rng), "/", HostLabel(rng), ".svg"});
  if (rng.Chance(60)) {
    text += join + "a=";
    if (rng.Chance(50)) text += Url(rng) + "/vmc.pem";
  }
  if (rng.Chance(50)) text += ";";
  return {text, "default._bimi." + Domain(rng)};
}

Draft MailForwarding(Rng& rng) {
  switch (rng.Below(4)) {
    case 0: {
      const int bytes = rng.Range(30, 120);
      return {"forward-email=" + Base64Encode(rng.Characters(kHexLower, bytes)), Domain(rng)};
    }
    case 1: {
      const char* const key = rng.Pick({"mailconf=", "mailtie=", "forward-domain="});
      return {key + (rng.Chance(50) ? MailAddress(rng) : Url(rng)), Domain(rng)};
    }
    default:
      return {"forward-email=" + MailAddress(rng), Domain(rng)};
  }
}

// Two records in one, or the owner name in front of the value.
Draft MailMistake(Rng& rng) {
  switch (rng.Below(9)) {
    case 5:
    case 6: {
      // A malformed term: a space after the colon, no space before the next term, or an empty term.
      std::string text = SpfText(rng);
      const size_t colon = text.find(':');
      if (colon != std::string::npos && rng.Chance(50)) text.insert(colon + 1, " ");
      const size_t space = text.rfind(' ');
      if (space != std::string::npos && space > 7 && rng.Chance(50)) text.erase(space, 1);
      return {text, Domain(rng)};
    }
    case 7: {
      std::string text = Dmarc(rng).text;
      const size_t semicolon = text.find(';');
      if (semicolon != std::string::npos)
        text.replace(semicolon, 1, rng.Pick({"", ",", ";;", "\\;"}));
      return {text, "_dmarc." + Domain(rng)};
    }
    case 8:
      return {Concat({SpfText(rng), " ", SpfText(rng)}), Domain(rng)};
    case 0:
      return {Concat({"MS=ms", rng.Characters(kDigits, 8), " ", SpfText(rng)}), Domain(rng)};
    case 1:
      return {
          Concat({"google-site-verification=", rng.Characters(kBase64Url, 43), " ", SpfText(rng)}),
          Domain(rng)};
    case 2: {
      const char* const glue = rng.Pick({"=", " ", ": ", "= "});
      return {std::string("_dmarc") + glue + Dmarc(rng).text, Domain(rng)};
    }
    case 3: {
      const char* const selector = rng.Pick(kSelectors);
      return {std::string(selector) + "._domainkey=" + Dkim(rng).text, Domain(rng)};
    }
    default: {
      std::string text = SpfText(rng);
      return {text.substr(2), Domain(rng)};
    }
  }
}

constexpr Kind kKinds[] = {{"spf", 0, 150, Spf},
                           {"sender_id", 0, 6, SenderId},
                           {"dkim", 0, 56, Dkim},
                           {"dkim_policy", 0, 4, DkimPolicy},
                           {"dmarc", 0, 36, Dmarc},
                           {"mta_sts", 0, 24, MtaSts},
                           {"tls_rpt", 0, 12, TlsRpt},
                           {"bimi", 0, 8, Bimi},
                           {"mail_forwarding", 0, 12, MailForwarding},
                           {"mail_mistake", 0, 18, MailMistake}};

}  // namespace

absl::Span<const Kind> MailKinds() { return kKinds; }

}  // namespace txtsentry::train
