#include "core/rules/detect/payload_expressions.h"

#include "core/rules/kinds/expressions.h"

namespace txtsentry::rules {

std::string BelongingWord() {
  const std::string host(kHostName);
  const std::string address = "(?:" + std::string(kIpv4Address) + R"((?:/\d{1,3})?|)" +
                              kIpv6Address + R"((?:/\d{1,3})?)" + ")";
  const std::string mailbox =
      std::string("(?:mailto:)?") + kMailboxAt + host + R"((?:!\d+[kmgt]?)?)";
  return "(?:"
         // Versions.
         R"(v=?(?:spf|dkim|dmarc|sts|tlsrpt|bimi)[v.]*\d*)"
         // SPF terms, complete or truncated.
         R"(|[+?~-]{0,2}(?:all|ra=[a-z0-9.-]{1,20}|r[pr]=[a-z0-9:]{1,8})"
         R"(|(?:include|a|mx|ptr|exists|redirect|exp|ip|ipv?[46]|spf)[:=]*)"
         R"((?:v=spf1|[a-z0-9_-]{0,12}))"
         R"(|(?:[a-z0-9]{1,10}[:=]+){1,3}(?:)" +
         address +
         R"(|(?:[a-z0-9_%{}*+-]{1,63}\.)+[a-z0-9_%{}-]{1,24}\.?)(?:/\d{1,3})?)"
         R"(|[a-z]{1,8}[:=]))"
         // DKIM and DMARC tags.
         R"(|(?:k|h|t|s|g|n|p|sp|np|pct|fo|rf|ri|adkim|aspf|psd|id|rua|ruf|l|a|avp)=)"
         R"((?:[a-z*:01]{0,10}[!]?|\d{1,14}%?|)" +
         mailbox + "|https://" + host + R"((?:/[a-z0-9._~/%-]{0,120})?)" +
         ")"
         "|" +
         address + "|" + host + "|" + mailbox +
         // Short fragments, and placeholders from instructions that the user did not replace.
         R"(|(?:p=)?[a-z]{1,14}(?:[_-][a-z]{1,14}){0,7}[:.]?|[a-z]{1,24}|\d{1,10}|[[:punct:]]{1,3})"
         ")[,.:]?";
}

std::string KeyWord() {
  return R"(<?(?:p=)?(?:MI[GI]|(?-i:M[FH]))[a-z0-9+/]{8,}={0,2}[.\[\]>]{0,6})";
}

std::string Slips() {
  return R"(ms=\s*(?:ms=?)?(?:\d{4,14}|(?-i:[0-9A-F]{36,44}))(?:ttl|ms|lme|\W{1,3}|\.[a-z0-9.-]{1,60})?)"
         R"(|\W{0,2}[a-z]?vc-domain-verif[a-z]{1,9}=\s*\[?[\w*-]{1,63}(?:\.[\w-]{1,40}){1,5})"
         R"((?:(?:[,.:/=]|\xef\xbc\x8c)\s*[0-9a-f]{4,24}[.\]]{0,3})?\W?)"
         R"(|zoho-verification=[a-z0-9]{6,14}\.\s*(?:zmverify\.zoho(?:cloud)?\.[a-z.]{1,8})?)"
         R"(|_?github-(?:pages-)?challenge-[\w.-]{1,100}(?:\s*[=:]?\s*[0-9a-f]{8,32})?)"
         R"(|dh=[0-9a-f]{38,42}(?:-[a-z]{1,10})?)";
}

}  // namespace txtsentry::rules
