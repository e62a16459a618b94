#include <string>
#include <utility>
#include <vector>

#include "core/rules/kinds/expressions.h"
#include "core/rules/kinds/known_kind_table.h"

namespace txtsentry::rules {
namespace {

// A domain in an SPF term: labels, which may contain macros such as %{i} or %{d2}.
const char kSpfDomain[] = R"((?:[a-z0-9_%{}+-]{1,63}\.)+[a-z0-9_%{}-]{1,63}\.?)";

// An https or mailto address for reports; in DMARC it may end in a size such as !10m. Excludes
// commas and semicolons, so that a list of addresses parses in only one way.
std::string ReportUri() {
  return std::string(R"((?:(?:mailto:)?)") + kMailboxAt + kHostName +
         R"((?:!\d{1,10}[kmgt]?)?|https://)" + kHostName +
         R"((?::\d{1,5})?(?:/[a-z0-9._~/?=&%-]{0,200})?))";
}

std::string ReportUris() { return ReportUri() + R"((?:\s*,\s*)" + ReportUri() + ")*"; }

// The terms of RFC 7208, each after white space. Any other term makes the record a different one;
// this distinguishes a payload after "v=spf1 " from a policy.
std::string SpfTerms() {
  const std::string cidr = R"((?:/\d{1,2})?(?://\d{1,3})?)";
  return R"((?:[ \t]+(?:[+?~-]?(?:all|(?:a|mx)(?:/\d{1,2})?(?://\d{1,3})?|ptr|ip4:)" +
         std::string(kIpv4Address) + R"((?:/\d{1,2})?|ip6:)" + kIpv6Address +
         R"((?:/\d{1,3})?|(?:include|a|mx|ptr|exists):)" + kSpfDomain + cidr +
         ")|(?:redirect|exp)=" + kSpfDomain + R"())*[ \t]*)";
}

// Common errors in those terms: missing or misplaced spaces, commas, "ip4=" or "ipv4:", a host or
// an address without a mechanism. Allows only known words, addresses and host names of short
// labels.
std::string MistakenSpfTerms() {
  const std::string domain = R"((?:[a-z0-9_%{}+-]{1,40}\.)+(?:[a-z][a-z0-9-]{1,24}|%\{[a-z]\})\.?)";
  const std::string keys = R"((?:[a-z0-9]{1,8}\s?[:=]{1,2}\s?){1,3})";
  const std::string value = "(?:" + std::string(kIpv4Address) + R"((?:/\d{1,2})?|)" + kIpv6Address +
                            R"((?:/\d{1,3})?|)" + domain + R"((?:/\d{1,2})?))";
  // A word without a colon must be separated or have a qualifier.
  const std::string apart = R"((?:[\s,;:.\\]{1,3}[+?~-]{0,2}\s?|[+?~-]{1,2}))";
  return R"((?:a|mx|ptr){0,3}(?:)" + apart +
         "(?:(?:all?|a|aaaa|mx|ptr|ip ?[46]|include|(?:all?)?v=spf1)[:=]?|" + value +
         R"()|[\s,;]{0,3}[+?~-]{0,2})" + keys + value + "|" + apart + "(?:include|ip[46]|a|mx)?" +
         value + R"()*[\s.,;\\+]{0,3})";
}

// The tags of RFC 6376 except p=.
const char kDkimTag[] =
    R"((?:v=DKIM1|k\s*=\s*(?:rsa|ed25519)|h\s*=\s*sha(?:1|256)(?:\s*:\s*sha(?:1|256))*)"
    R"(|t\s*=\s*[sy]?(?:\s*:\s*[sy])*|s\s*=\s*(?:email|\*)?|g\s*=\s*[*a-z0-9._-]{0,64})"
    R"(|n\s*=[a-z0-9 ._,:/@=-]{0,120}))";

std::string DmarcTag(const std::string& report_uris) {
  return R"((?:(?:p|sp|np)\s*=\s*(?:none|quarantine|reject)|(?:adkim|aspf)\s*=\s*[rs])"
         R"(|pct\s*=\s*\d{1,3}|fo\s*=\s*[01ds](?:\s*[:,]\s*[01ds])*|rf\s*=\s*(?:afrf|iodef))"
         R"(|ri\s*=\s*\d{1,10}|(?:psd|t)\s*=\s*[yun]|(?:rua|ruf)\s*=\s*)" +
         report_uris + ")";
}

std::vector<KnownKind> DkimKinds() {
  const std::string tag(kDkimTag);
  const std::vector<std::string> prefixes = {"v=dkim", "k=rsa",   "k=ed25519", "p=mi", "h=sha",
                                             "t=s;",   "s=email", "g=*;",      "n="};
  return {
      // Squeezed, because keys are split into strings of 255 bytes, which are joined with a space.
      {Category::kDkim, "dkim_key", prefixes,
       "(?:" + tag + ";*)*p=(?:" + kDkimKey + ")(?:;+" + tag + ")*;*", 1200, true},
      {Category::kDkim,
       "dkim_revoked_key",
       {"v=dkim", "k=rsa", "k=ed25519"},
       R"((?:v=DKIM1|k=rsa|k=ed25519)\s*;\s*(?:)" + tag + R"(\s*;\s*)*p\s*=\s*;?)",
       512},
      {Category::kDkim,
       "dkim_policy",
       {"dkim=", "o=~", "o=-", "o=!", "t=y; o="},
       R"((?:dkim\s*=\s*(?:all|unknown|discardable)|(?:t=y\s*;\s*)?o\s*=\s*[-~!])"
       R"((?:\s*;\s*t=y)?)\s*;?)",
       64},
  };
}

std::vector<KnownKind> TransportKinds() {
  const std::string https = std::string("https://") + kHostName + R"((?:/[a-z0-9._~/%+-]{0,200})?)";
  return {
      {Category::kMtaSts,
       "mta_sts",
       {"v=sts"},
       // No version has hexadecimal digits of an odd length.
       R"(v=STSv1\s*;\s*id\s*=\s*(?:\d{1,32}|[0-9a-f]{1,16}|[0-9a-f]{20}|[0-9a-f]{24})"
       R"(|[0-9a-f]{32}|)"
       R"([0-9a-z]{0,31}[g-z][0-9a-z]{0,31})\s*;?)",
       48},
      {Category::kTlsRpt,
       "tls_rpt",
       {"v=tlsrpt"},
       R"(v=TLSRPTv1\s*;\s*rua\s*=\s*)" + ReportUris() + R"(\s*;?)",
       512},
      {Category::kBimi,
       "bimi",
       {"v=bimi"},
       R"(v=BIMI1(?:\s*;\s*(?:(?:l|a)\s*=\s*(?:)" + https +
           R"()?|avp\s*=\s*(?:brand|personal)|(?:e|s)\s*=\s*[a-z0-9_-]{0,32}))+\s*;?)",
       1024},
  };
}

// Services that forward a domain's mail read the destination from its records.
std::vector<KnownKind> ForwardingKinds() {
  const std::string to = std::string("(?:") + kMailboxAt + kHostName + "|" + kHostName +
                         "|https://" + kHostName + "(?:/[a-z0-9._~/?=&%-]{0,120})?)";
  return {
      {Category::kDomainVerification,
       "mail_forwarding",
       {"forward-email=", "improvmx=", "mailtie="},
       R"((?:forward-email|improvmx|mailtie)=(?:[a-z0-9._*+-]{1,64}:)?)" + to +
           R"((?:,(?:[a-z0-9._*+-]{1,64}:)?)" + to + ")*",
       512},
      // Encrypted: base64 of hexadecimal digits and a dash, so every fourth character has few
      // possible values.
      {Category::kDomainVerification,
       "mail_forwarding_encrypted",
       {"forward-email="},
       R"(forward-email=(?-i:(?:[LMNOYZ][0-9A-Za-z]{3})+(?:[LMNOYZ][A-Za-z0-9]{1,2}={1,2})?))",
       400},
      {Category::kDomainVerification,
       "mail_forwarding_port",
       {"forward-email-port="},
       R"(forward-email-port=\d{1,5})",
       64},
  };
}

}  // namespace

std::vector<KnownKind> MailKinds() {
  std::vector<KnownKind> kinds = {
      {Category::kSpf, "spf", {"v=spf"}, "v=spf1" + SpfTerms(), 4096},
      {Category::kSpf,
       "spf_with_mistakes",
       {"v=spf", "spf1", "vspf1"},
       R"(v\s?=?\s?spf1)" + MistakenSpfTerms(),
       4096},
      {Category::kSenderId,
       "sender_id",
       {"spf2.0/"},
       R"(spf2\.0/(?:pra|mfrom)(?:,(?:pra|mfrom))?)" + SpfTerms(),
       4096},
      {Category::kDmarc,
       "dmarc",
       {"v=dmarc"},
       R"(v\s*=\s*DMARC1(?:\s*;\s*)" + DmarcTag(ReportUris()) + R"()*\s*;?)",
       1400},
      {Category::kDmarc,
       "dmarc_with_mistakes",
       {"v=dmarc"},
       R"(v=DMARC1(?:[;,:\\]*)" + DmarcTag("(?:" + ReportUris() + ")?") + R"()*[;,\\]*)",
       1400,
       true},
  };
  for (const std::vector<KnownKind>& part : {DkimKinds(), TransportKinds(), ForwardingKinds()}) {
    kinds.insert(kinds.end(), part.begin(), part.end());
  }
  return kinds;
}

}  // namespace txtsentry::rules
