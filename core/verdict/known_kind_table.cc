#include "core/verdict/known_kind_table.h"

#include <string>
#include <utility>
#include <vector>

namespace txtsentry::verdict {
namespace {

// Pieces of the expressions below.

// A host name of at least two labels.
const char kHost[] = R"((?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}\.?)";
// A domain in an SPF term: labels that may hold macros such as %{i} or %{d2}.
const char kSpfDomain[] = R"((?:[a-z0-9_%{}+-]{1,63}\.)+[a-z0-9_%{}-]{1,63}\.?)";
const char kIpv4[] = R"((?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d))";
const char kIpv6[] = R"([0-9a-f:]{2,39}(?::[0-9.]{7,15})?)";
// What RFC 3986 lets stand in a path, query or fragment.
const char kUrlTail[] = R"([a-z0-9._~:/?#\[\]@!$&'()*+,;=%-])";
const char kUuid[] = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

// An https or mailto address as reports are sent to; DMARC's may end in a size such as !10m. Commas
// and semicolons end it, so that a list of them has one reading.
std::string ReportUri() {
  return std::string(R"((?:mailto:[a-z0-9._+=/-]{1,64}@)") + kHost +
         R"((?:!\d{1,10}[kmgt]?)?|https://)" + kHost +
         R"((?::\d{1,5})?(?:/[a-z0-9._~/?=&%-]{0,200})?))";
}

std::string ReportUris() { return ReportUri() + R"((?:\s*,\s*)" + ReportUri() + ")*"; }

// The terms of RFC 7208, each after white space. A term that is not one of these makes the record
// something else, which is how a payload behind "v=spf1 " is told from a policy.
std::string SpfTerms() {
  const std::string cidr = R"((?:/\d{1,2})?(?://\d{1,3})?)";
  return R"((?:[ \t]+(?:[+?~-]?(?:all|(?:a|mx)(?:/\d{1,2})?(?://\d{1,3})?|ptr|ip4:)" +
         std::string(kIpv4) + R"((?:/\d{1,2})?|ip6:)" + kIpv6 +
         R"((?:/\d{1,3})?|(?:include|a|mx|ptr|exists):)" + kSpfDomain + cidr +
         ")|(?:redirect|exp)=" + kSpfDomain + R"())*[ \t]*)";
}

// The tags of RFC 6376 other than p=.
const char kDkimTag[] =
    R"((?:v=DKIM1|k\s*=\s*(?:rsa|ed25519)|h\s*=\s*sha(?:1|256)(?:\s*:\s*sha(?:1|256))*)"
    R"(|t\s*=\s*[sy](?:\s*:\s*[sy])*|s\s*=\s*(?:email|\*)|g\s*=\s*[*a-z0-9._-]{0,64})"
    R"(|n\s*=[a-z0-9 ._,:/@=-]{0,120}))";

// A public key in base64, white space allowed between its digits. An RSA key starts with the DER
// header of its form, in which the algorithm's identifier stands at one of three alignments, or the
// sequence that has none; an Ed25519 key is 32 bytes.
const char kDkimKey[] =
    R"((?-i:(?:MI[GH][a-zA-Z0-9+/]MA0GCSqGSIb3DQEBAQUAA4|MII[A-P][a-zA-Z0-9+/][DTjz]ANBgkqhkiG9w0B)"
    R"(AQEFAAOC|M[FH][a-zA-Z0-9+/]wDQYJKoZIhvcNAQEBBQAD|MIGJAoGB|MII[A-P][a-zA-Z0-9+/]gKC)"
    R"()[a-zA-Z0-9+/ \t]{80,}={0,2}|[a-zA-Z0-9+/]{43}=))";

std::vector<KnownKind> MailKinds() {
  const std::string tag(kDkimTag);
  const std::string dmarc_tag =
      R"((?:(?:p|sp|np)\s*=\s*(?:none|quarantine|reject)|(?:adkim|aspf)\s*=\s*[rs])"
      R"(|pct\s*=\s*\d{1,3}|fo\s*=\s*[01ds](?:\s*:\s*[01ds])*|rf\s*=\s*(?:afrf|iodef))"
      R"(|ri\s*=\s*\d{1,10}|(?:psd|t)\s*=\s*[yun]|(?:rua|ruf)\s*=\s*)" +
      ReportUris() + ")";
  const std::string https = std::string("https://") + kHost + R"((?:/[a-z0-9._~/%+-]{0,200})?)";
  return {
      {Category::kSpf, "spf", "v=spf1" + SpfTerms(), "", 4096},
      {Category::kSenderId, "sender_id", R"(spf2\.0/(?:pra|mfrom)(?:,(?:pra|mfrom))?)" + SpfTerms(),
       "", 4096},
      {Category::kDkim, "dkim_key",
       "(?:" + tag + R"(\s*;\s*)*p\s*=\s*)" + kDkimKey + R"((?:\s*;\s*)" + tag + R"()*\s*;?)", "",
       2048},
      {Category::kDkim, "dkim_revoked_key", R"(v=DKIM1\s*;\s*(?:)" + tag + R"(\s*;\s*)*p\s*=\s*;?)",
       "", 512},
      {Category::kDkim, "dkim_policy",
       R"((?:dkim\s*=\s*(?:all|unknown|discardable)|(?:t=y\s*;\s*)?o\s*=\s*[-~!](?:\s*;\s*t=y)?)\s*;?)",
       "", 64},
      {Category::kDmarc, "dmarc", R"(v\s*=\s*DMARC1(?:\s*;\s*)" + dmarc_tag + R"()*\s*;?)", "",
       2048},
      {Category::kMtaSts, "mta_sts", R"(v=STSv1\s*;\s*id\s*=\s*[a-z0-9]{1,32}\s*;?)", "", 128},
      {Category::kTlsRpt, "tls_rpt", R"(v=TLSRPTv1\s*;\s*rua\s*=\s*)" + ReportUris() + R"(\s*;?)",
       "", 1024},
      {Category::kBimi, "bimi",
       R"(v=BIMI1(?:\s*;\s*(?:(?:l|a)\s*=\s*(?:)" + https +
           R"()?|avp\s*=\s*(?:brand|personal)|(?:e|s)\s*=\s*[a-z0-9_-]{0,32}))+\s*;?)",
       "", 1024},
  };
}

// Ownership proofs whose value has a shape of its own.
std::vector<KnownKind> VendorKinds() {
  const std::string uuid(kUuid);
  const auto proof = [](const char* name, const std::string& expression) {
    return KnownKind{Category::kDomainVerification, name, expression, "", 320};
  };
  return {
      proof("google", R"(google-site-verification\s*[=:]\s*[\w-]{43,44})"),
      proof("google_recovery", R"(google-gws-recovery-domain-verification\s*[=:]\s*\d{5,12})"),
      proof("microsoft", R"(ms\s*=\s*(?:ms\d{6,10}|[0-9a-f]{40}))"),
      proof("microsoft_uuid", "ms-domain-verification=" + uuid),
      proof("microsoft_verifydomain", R"(v=verifydomain\s+ms=\d{4,12})"),
      proof("meta", R"((?:facebook|workplace)-domain-verification\s*=\s*[a-z0-9]{20,40})"),
      proof("apple", R"(apple-domain(?:-verification)?\s*=\s*[\w-]{10,64})"),
      proof("atlassian", R"(atlassian-(?:sending-)?domain-verification\s*=\s*(?:)" + uuid +
                             "|[a-z0-9+/=-]{30,88})"),
      proof("docusign", R"(docusign\s*=\s*)" + uuid),
      proof("vercel", R"(vc-domain-verify=[\w.-]{4,253},[0-9a-f]{20}(?:,dc)?)"),
      proof("yandex_mailru", R"((?:yandex|mailru)-verification\s*:\s*[0-9a-f]{16})"),
      proof("globalsign", R"(_?globalsign-(?:domain-verification|smime-dv)=[\w-]{30,64}=?)"),
      proof("amazon_ses", R"(amazonses\s*[:=]\s*[a-z0-9+/]{43}=)"),
      proof("keybase", R"(keybase-site-verification=[\w-]{43})"),
      proof("zoom", R"(zoom_verify_[\w-]{20,40})"),
      proof("zoho", R"(zoho-verification=z[a-z]\d{5,12}\.zmverify\.zoho\.[a-z.]{2,8})"),
      proof("brevo", R"((?:sendinblue|brevo)-code\s*:\s*[0-9a-f]{32})"),
      proof("salesforce", "(?:(?:pardot|sending_domain)\\d{3,10}=[0-9a-f]{64}|sfmc-[\\w-]{40,64})"),
      proof("bluesky", std::string("did=did:(?:plc:[a-z2-7]{24}|web:") + kHost + ")"),
      proof("discord", "dh=[0-9a-f]{40}"),
      {Category::kUnknown, "known_vendor_with_a_strange_value",
       "(?:google-[a-z-]{0,40}verification|ms-domain-verification|"
       "(?:facebook|workplace|apple|atlassian|globalsign|_globalsign|keybase)"
       "-[a-z-]{0,40}verification|(?:vc-domain|vercel-domain)-verify|"
       "(?:yandex|mailru|zoho)-verification)(?s:.*)",
       "", 4096},
      // The value of a vendor not in this table: its longest known is 104 characters.
      proof("any_vendor",
            "[a-z0-9_][a-z0-9_.-]{1,60}(?:verif(?:y|ication)|validation|ownership|"
            "confirm(?:ation)?|challenge)[a-z0-9_.-]{0,30}\\s*[=:]\\s*[a-z0-9+/=_.,-]{6,104}"),
  };
}

// Tokens that say nothing by themselves: the owner name tells what they are.
std::vector<KnownKind> OwnedKinds() {
  return {
      {Category::kAcmeChallenge, "acme_dns_01", R"([\w-]{43})", R"(_acme-challenge(?:\..*)?)", 43},
      {Category::kDomainVerification, "github", "(?:[0-9a-f]{10}|[0-9a-f]{30})",
       R"(_(?:github-challenge|github-pages-challenge|gh)-.*)", 30},
      {Category::kServiceDiscovery, "dns_sd",
       R"((?:[\x21-\x3c\x3e-\x7e]{1,32}(?:=[\x20-\x7e]{0,80})?)(?:\s[\w.#-]{1,32}=[\x21-\x7e]{0,80})*)",
       R"((?:.*\.)?_[a-z0-9-]{1,15}\._(?:tcp|udp)(?:\..*)?)", 1300},
      {Category::kLookupAnswer, "powerdns_security_poll",
       R"([0-3] (?:OK|Unsupported release(?: \(EOL\))?|Upgrade (?:now|recommended)[\w ,.:/()-]{0,160}))",
       R"((?:.*\.)?secpoll\.powerdns\.com\.?)", 200},
  };
}

std::vector<KnownKind> OtherKinds() {
  const std::string address = std::string(kIpv4) + R"((?:/\d{1,2}|:\d{1,5})?)";
  return {
      {Category::kServiceDiscovery, "dns_sd_versioned",
       R"(txtvers=1(?:\s[\w.#-]{1,32}=[\x21-\x7e]{0,80})*)", "", 1300},
      {Category::kServiceDiscovery, "external_dns",
       R"(heritage=external-dns(?:,external-dns/[a-z-]{1,30}=[\w./:@-]{1,160}){1,6})", "", 512},
      {Category::kDnsLink, "dnslink", R"(dnslink=/[a-z0-9]{2,12}/[a-z0-9._~/%-]{1,200})", "", 255},
      {Category::kUrl, "url",
       std::string("https?://(?:") + kHost + "|" + kIpv4 + R"()(?::\d{1,5})?(?:[/?#])" + kUrlTail +
           "{0,200})?",
       "", 512},
      {Category::kIpv4, "ipv4_list", address + R"((?:[\s,;|]+)" + address + ")*", "", 4096},
      {Category::kLookupAnswer, "origin_of_an_address",
       R"(\d{1,10}(?: \d{1,10}){0,8} \| [0-9a-f.:/]{2,43} \| [A-Z]{0,2} \| [a-z]{0,12} \| [\d-]{0,10})",
       "", 200},
      {Category::kLookupAnswer, "name_of_an_as",
       R"(\d{1,10} \| [A-Z]{0,2} \| [a-z]{0,12} \| [\d-]{0,10} \| [\w ,.&'()/-]{1,120})", "", 200},
      {Category::kLookupAnswer, "clamav_version", R"(\d\.\d{1,3}\.\d{1,3}(?::\d{1,12}){4,8})", "",
       120},
  };
}

}  // namespace

std::vector<KnownKind> KnownKindTable() {
  std::vector<KnownKind> table;
  // OwnedKinds come before OtherKinds: an owner name says more than the look of the text.
  for (std::vector<KnownKind> part : {MailKinds(), VendorKinds(), OwnedKinds(), OtherKinds()}) {
    for (KnownKind& kind : part) table.push_back(std::move(kind));
  }
  return table;
}

}  // namespace txtsentry::verdict
