#include <string>
#include <utility>
#include <vector>

#include "core/rules/kinds/expressions.h"
#include "core/rules/kinds/known_kind_table.h"

namespace txtsentry::rules {
namespace {

KnownKind Proof(const char* name, std::vector<std::string> prefixes,
                const std::string& expression) {
  // Squeezed, because a token has no spaces: a space marks where a long line was split.
  return {Category::kDomainVerification, name, std::move(prefixes), expression, 320, true};
}

}  // namespace

std::vector<KnownKind> ProofKinds() {
  const std::string uuid(kUuidText);
  return {
      Proof("microsoft", {"ms="}, R"(ms\s*=\s*(?:ms\d{6,10}|[0-9a-f]{40}))"),
      Proof("microsoft_verifydomain", {"v=verifydomain"}, R"(v=verifydomainms=\d{4,12})"),
      Proof("vercel", {"vc-domain-verify="},
            R"(vc-domain-verify\s*=\s*[\w.-]{4,253},[0-9a-f]{20}(?:,dc)?)"),
      Proof("amazon_ses", {"amazonses:", "amazonses="}, R"(amazonses\s*[:=]\s*[a-z0-9+/]{43}=)"),
      Proof("zoom", {"zoom_verify_"}, R"(zoom_verify_[\w-]{20,26})"),
      Proof("zoho", {"zoho-verification="},
            R"(zoho-verification\s*=\s*z[a-z]\d{5,12}\.zmverify\.zoho(?:cloud)?\.[a-z.]{2,8})"),
      Proof("salesforce_pardot", {"pardot", "sending_domain"},
            R"((?:pardot|sending_domain)_?\d{3,10}=[0-9a-f]{64})"),
      Proof("salesforce_marketing_cloud", {"sfmc-"}, R"(sfmc-[\w-]{40,44})"),
      Proof("sectigo", {"ca3-"}, "ca3-[0-9a-f]{32}"),
      Proof("digicert_random_value", {"_digicert"}, R"(_digicert(?:-[a-z-]{1,40})?=[a-z0-9_]{32})"),
      // Values that certificate authorities request without a vendor key: an underscore and 31
      // characters, or the time of the request and the hash of its key.
      Proof("certificate_random_value", {}, "_[0-9a-z]{31}"),
      Proof("certificate_request_token", {},
            R"(20\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d[0-5]\d)"
            R"([0-9a-z]{45,51})"),
      Proof("atproto", {"did=did:"},
            std::string("did=did:(?:plc:[a-z2-7]{24}|web:") + kHostName + ")"),
      Proof("discord", {"dh="}, "dh=[0-9a-f]{40}"),
      Proof("mailjet", {"mailjet._"}, R"(mailjet\._[0-9a-f]{8}\.?[a-z0-9.-]{0,80}=[0-9a-f]{32})"),
      Proof(
          "github_in_text", {"_github-", "github-pages-challenge-"},
          R"(_?github-(?:pages-)?challenge-[a-z0-9.-]{1,100}?[=:]?(?:[0-9a-f]{10}|[0-9a-f]{30}))"),
      Proof("improvmx", {}, R"([0-9a-f]{8}\._improvmx=[0-9a-f]{32})"),
      Proof("wordpress", {"wp-noop:"}, R"(wp-noop:wp-noop:wp-noop://wp-noop)"),
      Proof("fastly_delegation", {"fastly-domain-delegation-"},
            R"(fastly-domain-delegation-[a-z0-9]{4,20}(?:-[a-z0-9]{1,20}){1,5})"),
      Proof("edgeone", {"reclaim-"}, "reclaim-[a-z0-9]{32}"),
      Proof("cuttly", {"cuttly-verification-site-"},
            "cuttly-verification-site-[0-9a-f]{40}-[0-9a-f]{10}"),
      Proof("ahrefs", {"ahrefs-site-verification_"}, "ahrefs-site-verification_[0-9a-f]{64}"),
      Proof(
          "openalias", {"oa1:"},
          R"(oa1:[a-z]{2,8}recipient_address=[a-z0-9]{25,110}(?:;[a-z_]{2,20}=[\w.@-]{0,60})*;?)"),
  };
}

}  // namespace txtsentry::rules
