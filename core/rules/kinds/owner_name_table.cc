#include <string>
#include <utility>
#include <vector>

#include "core/rules/kinds/expressions.h"
#include "core/rules/kinds/owner_names.h"

namespace txtsentry::rules {
namespace {

// Printable text, for services that answer in words.
const char kWords[] = R"([\x20-\x7e]{1,255})";

// Tokens that a service asked the zone's owner to publish. Anyone can own such a zone, so each
// entry requires the service's exact form.
std::vector<OwnerName> Challenges() {
  const std::string uuid(kUuidText);
  const auto challenge = [](const char* name, const char* owner, const std::string& value,
                            size_t bytes_max) {
    return OwnerName{name, owner, value, bytes_max, Category::kDomainVerification};
  };
  return {
      {"acme_dns_01", R"(_acme-challenge(?:\..*)?)", R"([\w-]{43})", 43, Category::kAcmeChallenge},
      challenge("github", R"(_(?:github-challenge|github-pages-challenge|gh)-.*)",
                "[0-9a-f]{10}|[0-9a-f]{30}", 30),
      challenge("gitlab_pages", R"(_gitlab-pages-verification-code(?:\..*)?)", "[0-9a-f]{32}", 32),
      challenge("dnsauth", R"(_dnsauth(?:\..*)?)", R"([0-9a-z]{32,64}|_[0-9a-z]{31})", 64),
      challenge("cloudflare_custom_hostname", R"(_cf-custom-hostname(?:\..*)?)", uuid, 36),
      challenge("azure_app_service", R"(asuid(?:\..*)?)", "[0-9a-f]{64}", 64),
      challenge("amazon_ses_by_name", R"(_amazonses(?:\..*)?)", R"([a-z0-9+/]{43}=)", 44),
      challenge("dnswl_token", R"(_token\._dnswl(?:\..*)?)", "[a-z0-9]{32}", 32),
      challenge("asvdns",
                R"(_asvdns-)"
                R"([0-9a-f-]{36}(?:\..*)?)",
                "asvdns_" + uuid, 43),
      challenge("globalsign_by_name", R"(_globalsign-domain-verification(?:\..*)?)",
                R"([\w-]{40,43})", 43),
      challenge("improvmx_by_name", R"([0-9a-f]{8}\._improvmx(?:\..*)?)", "[0-9a-f]{32}", 32),
      challenge("ovh_by_name", R"(ovhcontrol(?:\..*)?)", R"([\w-]{22})", 22),
      challenge("visual_studio_marketplace", R"(_visual-studio-marketplace-.*)", uuid, 36),
      // Generic challenge names of services that are not listed.
      challenge("named_challenge",
                R"(_?[a-z0-9-]*(?:challenge|verif|validat|ownership|dcv|domain-auth)[a-z0-9-]*)"
                R"((?:\..*)?)",
                "[0-9a-f]{16}|[0-9a-f]{20}|[0-9a-f]{30}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|"
                R"([\w-]{22}|[\w-]{43}|)" +
                    uuid,
                64),
  };
}

std::vector<OwnerName> MailNames() {
  const std::string key_end = R"((?-i:IDAQAB|AwEAAQ(?:==)?|MBAAE=?)[";]{0,2})";
  return {
      // A key without its tags, or the second half of a key whose strings were published as
      // separate records. A key ends with its exponent, which is nearly always 65537.
      {"dkim_bare_key", R"((?:.*\.)?_domainkey(?:\..*)?)",
       std::string(R"([<"]?)") + kDkimKey + ">?", 1024, Category::kDkim},
      {"dkim_key_end", R"((?:.*\.)?_domainkey(?:\..*)?)", "[a-z0-9+/ ]{8,360}" + key_end, 380,
       Category::kDkim},
      {"caa_contact", R"(_validation-contact(?:email|phone)(?:\..*)?)",
       std::string(kMailboxAt) + kHostName + R"(|\+?[0-9 ().-]{6,24})", 254, Category::kUnknown},
      {"dmarc_report_consent", R"(.*\._report\._dmarc(?:\..*)?)", R"(v=dmarc1;?)", 16,
       Category::kDmarc},
  };
}

// Answers of lookup services. The services own these zones, so free text is acceptable.
std::vector<OwnerName> LookupAnswers() {
  const auto answer = [](const char* name, const char* owner, const std::string& value,
                         size_t bytes_max) {
    return OwnerName{name, owner, value, bytes_max, Category::kLookupAnswer};
  };
  return {
      answer("clamav", R"(current\.cvd\.clamav\.net)",
             R"(\d\.\d{1,3}\.\d{1,3}(?::-?\w{1,12}){4,8})", 120),
      answer("powerdns_security_poll", R"((?:.*\.)?secpoll\.powerdns\.com)",
             R"([0-3] (?:OK|Unsupported release(?: \(EOL\))?|Upgrade [\w ,.:/()-]{1,160}))", 200),
      answer("cymru", R"((?:.*\.)?(?:asn|hash|bogons|origin6?|peer)\.cymru\.com)",
             R"([\w :./|,&'()-]{1,255})", 255),
      answer("routeviews", R"((?:.*\.)?(?:asn|aspath)\.routeviews\.org)", R"([\d ./{}]{1,255})",
             255),
      answer("shadowserver", R"((?:.*\.)?asn\.shadowserver\.org)", R"([\w :./|,&'()-]{1,255})",
             255),
      answer("mail_block_list",
             R"(.*\.(?:spamhaus\.(?:org|net)|spamcop\.net|sorbs\.net|barracudacentral\.org)"
             R"(|surriel\.com|uceprotect\.net|surbl\.org|uribl\.com|dnswl\.org)"
             R"(|junkemailfilter\.com|abuseat\.org|manitu\.net|mailspike\.net|gbudb\.net)"
             R"(|dronebl\.org|s5h\.net|blocklist\.de|abuse\.ch|spameatingmonkey\.net)"
             R"(|senderscore\.com|njabl\.org|wpbl\.info|tornevall\.org|efnetrbl\.org))",
             kWords, 255),
      answer("security_product",
             R"(.*\.(?:sophosxl\.(?:net|com)|mcafee\.com|e5\.sk|trendmicro\.com|avast\.com)"
             R"(|f-secure\.com|fortinet\.com|webrootcloudav\.com|cloudmark\.com))",
             kWords, 255),
      answer("server_version", R"((?:version|hostname|authors)\.bind|(?:id|version)\.server)",
             R"([\w .+:()/,@~-]{1,120})", 120),
      answer("resolver_address",
             R"(o-o\.myaddr\.l\.google\.com|(?:debug|myip)\.opendns\.com|whoami\.cloudflare)"
             R"(|whoami\.(?:ds\.)?akahelp\.net|whoami\.akamai\.(?:com|net)|whoami\.ultradns\.net)"
             R"(|(?:rs|edns-client-sub)\.(?:dns-oarc|google)\.net)",
             R"([\w .:/"-]{1,160})", 160),
      answer("kubernetes_version", R"(dns-version\.cluster\.local)", R"([\d.]{1,20})", 20),
  };
}

std::vector<OwnerName> Discovery() {
  // key=value items as defined by RFC 6763; the strings are joined with spaces.
  const std::string items =
      R"([\x21-\x3c\x3e-\x7e]{1,32}(?:=[\x20-\x7e]{0,80})?(?:\s[\w.#-]{1,32}=[\x21-\x7e]{0,80})*)";
  return {
      {"mdns", R"((?s:.*)\.local)", items, 1300, Category::kServiceDiscovery},
      {"dns_sd", R"((?s:(?:.*\.)?)_[a-z0-9-]{1,15}\._(?:tcp|udp)(?:\..*)?)", items, 1300,
       Category::kServiceDiscovery},
      {"dnscrypt_certificate", R"(2\.dnscrypt-cert\..*)",
       R"((?s:(?-i:DNSC)\x00[\x01\x02]\x00\x00.{80,250}))", 260, Category::kServiceDiscovery},
      {"kerberos_realm", R"(_kerberos(?:\..*)?)", R"([A-Z0-9.-]{1,120})", 120,
       Category::kServiceDiscovery},
  };
}

}  // namespace

std::vector<OwnerName> DefaultOwnerNames() {
  std::vector<OwnerName> entries;
  for (const std::vector<OwnerName>& part :
       {Challenges(), MailNames(), LookupAnswers(), Discovery()}) {
    entries.insert(entries.end(), part.begin(), part.end());
  }
  return entries;
}

}  // namespace txtsentry::rules
