#include <string>
#include <utility>
#include <vector>

#include "core/rules/kinds/expressions.h"
#include "core/rules/kinds/known_kind_table.h"

namespace txtsentry::rules {
namespace {

// Characters that RFC 3986 allows in a path, query or fragment, except the quote: published URLs do
// not need it, and injected commands do.
const char kUrlTail[] = R"([a-z0-9._~:/?#\[\]@!$&()*+,;=%-])";

std::vector<KnownKind> LookupKinds() {
  return {
      {Category::kLookupAnswer,
       "origin_of_an_address",
       {},
       R"(\d{1,10}(?: \d{1,10}){0,8} \| [0-9a-f.:/]{2,43} \| [A-Z]{0,2} \| [a-z]{0,12})"
       R"( \| [\d-]{0,10})",
       200},
      {Category::kLookupAnswer,
       "name_of_an_as",
       {},
       R"(\d{1,10} \| [A-Z]{0,2} \| [a-z]{0,12} \| [\d-]{0,10} \| [\w ,.&'()/-]{1,120})",
       200},
      {Category::kLookupAnswer,
       "clamav_version",
       {},
       R"(\d\.\d{1,3}\.\d{1,3}(?::\d{1,12}){4,8})",
       120},
  };
}

}  // namespace

std::vector<KnownKind> OtherKinds() {
  // Without ports, because lists of command servers have ports.
  const std::string address = std::string(kIpv4Address) + R"((?:/\d{1,2})?)";
  std::vector<KnownKind> kinds = {
      {Category::kServiceDiscovery,
       "dns_sd_versioned",
       {"txtvers="},
       R"(txtvers=1(?:\s[\w.#-]{1,32}=[\x21-\x7e]{0,80})*)",
       1300},
      {Category::kServiceDiscovery,
       "external_dns",
       {"heritage="},
       R"(heritage=[\w-]{3,40}(?:,[a-z-]{1,30}/[a-z-]{1,30}=[\w./:@-]{1,160})+)",
       512},
      {Category::kDnsLink,
       "dnslink",
       {"dnslink="},
       // Content identifiers in base58, base32, base36 or hex, IPNS keys, or a name. Anything else
       // after the slash would leave space for a payload.
       "dnslink=/(?:ip[fn]s/(?:(?-i:Qm[1-9A-HJ-NP-Za-km-z]{44}|z[1-9A-HJ-NP-Za-km-z]{40,60}"
       "|12D3KooW[1-9A-HJ-NP-Za-km-z]{44}|b[a-z2-7]{50,70}|k[0-9a-z]{50,70}|f[0-9a-f]{60,80}))"
       "|ipns/" +
           std::string(kHostName) + R"(|bzz/[0-9a-f]{64})(?:/[a-z0-9._~%-]{1,40}){0,4}/?)",
       255},
      {Category::kUrl,
       "url",
       {"http://", "https://"},
       std::string("https?://(?:") + kHostName + "|" + kIpv4Address + R"()(?::\d{1,5})?(?:[/?#])" +
           kUrlTail + "{0,200})?",
       512},
      {Category::kIpv4, "ipv4_list", {}, address + R"((?:[\s,;|]+)" + address + ")*", 4096},
  };
  for (KnownKind& kind : LookupKinds()) kinds.push_back(std::move(kind));
  return kinds;
}

std::vector<KnownKind> KnownKindTable() {
  std::vector<KnownKind> table;
  for (const std::vector<KnownKind>& part : {MailKinds(), ProofKinds(), OtherKinds()}) {
    table.insert(table.end(), part.begin(), part.end());
  }
  return table;
}

}  // namespace txtsentry::rules
