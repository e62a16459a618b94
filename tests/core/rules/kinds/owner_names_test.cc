#include "core/rules/kinds/owner_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace txtsentry::rules {
namespace {

using ::testing::HasSubstr;

const OwnerNames& Defaults() {
  static const OwnerNames* const names = OwnerNames::Create(DefaultOwnerNames()).value().release();
  return *names;
}

struct Example {
  std::string owner;
  std::string value;       // Explained by the owner.
  std::string near_value;  // A near miss.
};

std::map<std::string, Example> Examples() {
  const std::string hex32 = "0123456789abcdef0123456789abcdef";
  const std::string uuid = "19a9a4b6-75bb-49a4-be36-7cdcf8f7029b";
  const std::string acme = "dDyI3zWpctUD7rvJGNj8QlrKuEiTqGT8ogqS2rSrOFc";
  const std::string key_half = "nlcaGmrKmDMw9dbgiGk1ocgZ56NR4ycfUHwQhvQPMUZw0cveel";
  const std::string rsa_key =
      "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC1TaNgLlSyQMNWVLNLvyY/neDgaL2oqQE8T5illKqCgDtFHc8eHVAU"
      "+nlcaGmrKmDMw9dbgiGk1ocgZ56NR4ycfUHwQhvQPMUZw0cveel/8EAGoi/UyPmqfcPibytH81NFtTMAxUeM4Op8A6iH"
      "kvAMj5qLf4YRNsTkKAV1tTzPDwIDAQAB";
  return {
      {"acme_dns_01", {"_acme-challenge.example.com", acme, acme + "A"}},
      {"github",
       {"_github-pages-challenge-a.example.com", "7eb8cd46bba3d6d2f9a0fec57f0261",
        "7eb8cd46bba3d6d2f9a0fec57f026"}},
      {"gitlab_pages", {"_gitlab-pages-verification-code.example.com", hex32, hex32 + "0"}},
      {"dnsauth", {"_dnsauth.example.com", "_cjvnc26qxnqa8a2tt55kum65ixjrot0", "_cjvnc26qxnqa8"}},
      {"cloudflare_custom_hostname", {"_cf-custom-hostname.example.com", uuid, uuid + "0"}},
      {"azure_app_service", {"asuid.www.example.com", hex32 + hex32, hex32}},
      {"amazon_ses_by_name",
       {"_amazonses.example.com", "tkpUbxjtqBJZ7omYLX6y95ukBWnkHuaLygBD6VQ7his=",
        "tkpUbxjtqBJZ7omYLX6y95ukBWnkHuaLygBD6VQ7his"}},
      {"dnswl_token",
       {"_token._dnswl.example.com", "vpazhfyv3wzniifjf1f3bg579hy9x3ws", "vpazhfyv3"}},
      {"asvdns", {"_asvdns-" + uuid + ".example.com", "asvdns_" + uuid, "asvdns_" + hex32}},
      {"globalsign_by_name",
       {"_globalsign-domain-verification.example.com", "ps00GlW1BzY9c2_cwH_pFqRkvzZyaCVZ-3RLssRG6S",
        "ps00GlW1BzY9c2"}},
      {"improvmx_by_name", {"d397dac4._improvmx.example.com", hex32, hex32 + "0"}},
      {"ovh_by_name",
       {"ovhcontrol.example.com", "aoRqdwWKKnTDamiIqv6uqQ", "aoRqdwWKKnTDamiIqv6uq"}},
      {"visual_studio_marketplace",
       {"_visual-studio-marketplace-somebody.example.com", uuid, hex32}},
      {"named_challenge", {"_vendor-challenge.example.com", hex32, hex32 + "00"}},
      {"dkim_bare_key", {"s1._domainkey.example.com", rsa_key, rsa_key.substr(0, 60)}},
      {"dkim_key_end", {"s1._domainkey.example.com", key_half + "wIDAQAB", key_half}},
      {"caa_contact", {"_validation-contactemail.example.com", "hostmaster@example.com", "nobody"}},
      {"dmarc_report_consent", {"a.example._report._dmarc.b.example", "v=DMARC1;", "v=DMARC2;"}},
      {"clamav",
       {"current.cvd.clamav.net", "0.103.11:62:27115:1700000000:1:90:49192:333", "0.103"}},
      {"powerdns_security_poll",
       {"recursor-4.1.0.security-status.secpoll.powerdns.com", "3 Unsupported release (EOL)",
        "4 Unsupported release (EOL)"}},
      {"cymru",
       {"8.8.8.8.origin.asn.cymru.com", "15169 | 8.8.8.0/24 | US | arin | 2023-12-28",
        "15169 = `id`"}},
      {"routeviews", {"4.3.2.1.asn.routeviews.org", "3356 1.2.3.0 24", "AS3356"}},
      {"shadowserver", {"1.2.3.4.origin.asn.shadowserver.org", "3356 | 1.2.3.0/24 | US", "`id`"}},
      {"mail_block_list",
       {"2.0.0.127.zen.spamhaus.org", "https://www.spamhaus.org/query/ip/127.0.0.2",
        std::string(256, 'a')}},
      {"security_product", {"a.b.c.sophosxl.net", "w 1 z r u 0", std::string(256, 'a')}},
      {"server_version", {"version.bind", "9.18.24-1-Debian", "`id`"}},
      {"resolver_address", {"o-o.myaddr.l.google.com", "192.0.2.53", "$(id)"}},
      {"kubernetes_version", {"dns-version.cluster.local", "1.1.0", "1.1.0-$(id)"}},
      {"mdns", {"Living Room.local", "md=Chromecast id=0123", std::string(200, 'q')}},
      {"dns_sd",
       {"x._device-info._tcp.example.com", "model=iMac17,1 osxvers=17", std::string(200, 'q')}},
      {"dnscrypt_certificate",
       {"2.dnscrypt-cert.example.com", std::string("DNSC\0\1\0\0", 8) + std::string(116, '\xa5'),
        std::string("DNSX\0\1\0\0", 8) + std::string(116, '\xa5')}},
      {"kerberos_realm", {"_kerberos.example.com", "EXAMPLE.COM", "EXAMPLE COM"}},
  };
}

// The value must match under its owner and not under another; the near value must not match.
TEST(OwnerNamesTest, EveryBuiltInEntryHasAMatchAndANearMiss) {
  const auto examples = Examples();
  for (const OwnerName& entry : DefaultOwnerNames()) {
    const auto found = examples.find(entry.name);
    ASSERT_NE(found, examples.end()) << entry.name << " has no examples";
    const Example& example = found->second;
    const auto alone = OwnerNames::Create({entry}).value();
    EXPECT_EQ(alone->Find(example.value, example.owner).name, entry.name);
    EXPECT_EQ(alone->Find(example.value, example.owner + ".").name, entry.name);
    EXPECT_EQ(alone->Find(example.near_value, example.owner).name, "") << entry.name;
    EXPECT_EQ(alone->Find(example.value, "www.example.com").name, "") << entry.name;
    EXPECT_EQ(alone->Find(example.value, "").name, "") << entry.name;
    EXPECT_FALSE(Defaults().Find(example.value, example.owner).name.empty()) << entry.name;
  }
  EXPECT_EQ(examples.size(), DefaultOwnerNames().size());
}

TEST(OwnerNamesTest, LimitsWhatAnOwnerNameExplains) {
  std::set<std::string> names;
  for (const OwnerName& entry : DefaultOwnerNames()) {
    names.insert(entry.name);
    EXPECT_GE(entry.bytes_max, 1u) << entry.name;
    EXPECT_LE(entry.bytes_max, 1300u) << entry.name;
  }
  EXPECT_EQ(names.size(), DefaultOwnerNames().size());
  const std::string blob(200, 'Q');
  for (const char* owner : {"_acme-challenge.evil.example", "x._domainkey.evil.example",
                            "_dnsauth.evil.example", "_github-challenge-x.evil.example"}) {
    EXPECT_EQ(Defaults().Find(blob, owner).name, "") << owner;
  }
}

TEST(OwnerNamesTest, MatchesNothingUnderANameLongerThanDnsHas) {
  const std::string acme = "dDyI3zWpctUD7rvJGNj8QlrKuEiTqGT8ogqS2rSrOFc";
  EXPECT_NE(Defaults().Find(acme, "_acme-challenge." + std::string(1000, 'a')).name, "");
  EXPECT_EQ(Defaults().Find(acme, "_acme-challenge." + std::string(1100, 'a')).name, "");
}

TEST(ParseOwnerNamesTest, ReadsEntriesBeforeTheBuiltInOnes) {
  const auto parsed = ParseOwnerNames(
      "# ours\n\n  build_stamp   stack\\..*  [0-9a-f]{8} 8  \r\nsentence note\\.example "
      "one\\x20two 7\n");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  ASSERT_EQ(parsed->size(), DefaultOwnerNames().size() + 2);
  EXPECT_EQ((*parsed)[0].name, "build_stamp");
  EXPECT_EQ((*parsed)[0].bytes_max, 8u);
  const auto names = OwnerNames::Create(*parsed).value();
  EXPECT_EQ(names->Find("0802541e", "stack.0802541e.dev").name, "build_stamp");
  EXPECT_EQ(names->Find("0802541e0", "stack.0802541e.dev").name, "");
  EXPECT_EQ(names->Find("one two", "NOTE.example.").name, "sentence");
}

TEST(ParseOwnerNamesTest, OmitsTheDefaultsOrReplacesOne) {
  EXPECT_EQ(ParseOwnerNames("no-defaults\n")->size(), 0u);
  EXPECT_EQ(ParseOwnerNames("")->size(), DefaultOwnerNames().size());
  const auto replaced = ParseOwnerNames("clamav current\\.cvd\\.clamav\\.net .* 10");
  ASSERT_EQ(replaced->size(), DefaultOwnerNames().size());
  EXPECT_EQ((*replaced)[0].bytes_max, 10u);
}

TEST(ParseOwnerNamesTest, ReportsTheLineAndValueOfAnError) {
  const std::map<std::string, std::string> wrong = {
      {"\nname owner value\n", "line 2: fields=3"},
      {"a b c 5 extra", "line 1: fields=5"},
      {"Name b c 5", "NAME \"Name\""},
      {std::string(65, 'n') + " b c 5", "NAME bytes=65 exceed 64"},
      {"a ( c 5", "OWNER \"(\" does not compile"},
      {"a b [ 5", "VALUE \"[\" does not compile"},
      {"a b c 0", "BYTES_MAX \"0\""},
      {"a b c 65536", "BYTES_MAX \"65536\""},
      {"a b c ten", "BYTES_MAX \"ten\""},
      {"a b c 5\na b c 5", "line 2: NAME \"a\" is there already"},
      {"a b " + std::string(1025, 'c') + " 5", "VALUE bytes=1025 exceed 1024"},
  };
  for (const auto& [text, message] : wrong) {
    const auto parsed = ParseOwnerNames(text);
    EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(parsed.status().ToString(), HasSubstr(message));
  }
}

TEST(ParseOwnerNamesTest, LimitsTheNumberOfEntries) {
  std::string text = "no-defaults\n";
  for (int i = 0; i < 1000; ++i) text += "e" + std::to_string(i) + " a b 5\n";
  EXPECT_EQ(ParseOwnerNames(text)->size(), 1000u);
  EXPECT_THAT(ParseOwnerNames(text + "one_more a b 5\n").status().ToString(),
              HasSubstr("line 1002: more than 1000 entries"));
}

}  // namespace
}  // namespace txtsentry::rules
