// Tests every kind of the table with matching records, near misses and records with a payload.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "core/rules/kinds/known_kinds.h"

namespace txtsentry::rules {
namespace {

struct Examples {
  std::vector<std::string> well_formed;
  std::vector<std::string> near_misses;  // A typing error, or a limit exceeded by one.
  std::vector<std::string> foreign;      // The kind's prefix with other content behind it.
};

const char kRsaKey[] =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC1TaNgLlSyQMNWVLNLvyY/neDgaL2oqQE8T5illKqCgDtFHc8eHVAU+"
    "nlcaGmrKmDMw9dbgiGk1ocgZ56NR4ycfUHwQhvQPMUZw0cveel/8EAGoi/UyPmqfcPibytH81NFtTMAxUeM4Op8A6iHkv"
    "AMj5qLf4YRNsTkKAV1tTzPDwIDAQAB";
const char kBlob[] = "q83vEjRWeJq83vEjRWeJT0xkZmY3MjE5YWNkZTEyMzQ1Njc4OTBhYmNkZWYxMjM0";
const char kHex32[] = "0123456789abcdef0123456789abcdef";
const char kUuid[] = "2d5b671b-dc8d-4997-8657-2176d01f0c83";

std::map<std::string, Examples> MailExamples() {
  const std::string key(kRsaKey);
  const std::string blob(kBlob);
  return {
      {"spf",
       {{"v=spf1 -all", "\"\"v=spf1 mx -all\"\"", "\xe2\x80\x9cv=spf1 mx -all\xe2\x80\x9d",
         "v=spf1 a mx -all;", "v=spf1 mx -all\\"},
        {"v=spf2 -all", "v=spf1 ip4:192.0.2.256 -all"},
        {"v=spf1 " + blob, "v=spf1 -all " + blob}}},
      {"spf_with_mistakes",
       {{"v=spf1include:_spf.example.com~all", "v=spf1 include: _spf.example.com -all",
         "v=spf1 ip4:192.0.2.1, ip4:192.0.2.2 -all", "v=spf1amxip4:192.0.2.1-all",
         "v=spf1 192.0.2.1 mail.example.com -all", "v = spf1 mx ~all",
         // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one record in several parts.
         "v=spf1,mx\xc2\xa0\xe2\x80\x93"
         "all"},
        {"v=spf1 include:nodot -all", "v=spf1 aaaaaaaaaaaa -all"},
        {"v=spf1 include:_spf.google.com " + blob, "v=spf1 include:" + blob, "v=spf1 ........"}}},
      {"sender_id",
       {{"spf2.0/pra", "spf2.0/mfrom,pra mx -all"}, {"spf2.0/"}, {"spf2.0/pra " + blob}}},
      {"dmarc",
       {{"v=DMARC1; p=none", "V=dmarc1;p=reject;pct=100;"},
        {"v=DMARC2; p=none", "v=DMARC1; p=maybe"},
        {"v=DMARC1; p=none; rua=mailto:" + blob, "v=DMARC1; x=" + blob}}},
      {"dmarc_with_mistakes",
       {{"v=DMARC1 p=none rua=mailto:a@example.com", "v=DMARC1; p=none; rua=;",
         "v=DMARC1, p=reject, pct=100"},
        {"v=DMARC1 p=nothing"},
        {"v=DMARC1 p=none " + blob}}},
      {"dkim_key",
       {{"v=DKIM1; k=rsa; p=" + key, "p=" + key,
         "v=DKIM1; k=rsa; p=" + key.substr(0, 120) + " " + key.substr(120),
         "s1._domainkey v=DKIM1; k=rsa; p=" + key},
        {"v=DKIM1; k=rsa; p=" + key.substr(0, 60), "v=DKIM1; k=rsa; p=" + key + "AAAA"},
        {"v=DKIM1; k=rsa; p=" + blob + blob + blob, "v=DKIM1; k=rsa; p=" + key + " " + blob}}},
      {"dkim_revoked_key", {{"v=DKIM1; p=", "k=rsa; p="}, {"p="}, {"v=DKIM1; p= " + blob}}},
      {"dkim_policy", {{"o=~", "t=y; o=-", "dkim=all"}, {"o=x"}, {"o=~ " + blob}}},
      {"mta_sts",
       {{"v=STSv1; id=20160831085700Z;", "v=STSv1; id=" + std::string(kHex32)},
        {"v=STSv1; id=;", "v=STSv1; id=987f01f500f2007f21"},
        {"v=STSv1; id=" + blob}}},
      {"tls_rpt",
       {{"v=TLSRPTv1; rua=mailto:tls@example.com"}, {"v=TLSRPTv1;"}, {"v=TLSRPTv1; rua=" + blob}}},
      {"bimi",
       {{"v=BIMI1; l=https://example.com/logo.svg; a=;"},
        {"v=BIMI1; l=http://example.com/logo.svg"},
        {"v=BIMI1; l=" + blob}}},
      {"mail_forwarding",
       {{"forward-email=somebody@example.com", "forward-email=a:b@example.com,c:d@example.org"},
        {"forward-email=somebody"},
        {"forward-email=!" + blob}}},
      {"mail_forwarding_encrypted",
       {{"forward-email=MDcyNzA3YjVlMTdjNzhhYS1iMzA0NDgxN2RjMmZiODZhODI5Y2Uy"},
        {"forward-email=ADcyNzA3YjVlMTdjNzhhYS1i"},
        {"forward-email=SUVYIChpd3IgaHR0cDovL3guZXhhbXBsZSk="}}},
      {"mail_forwarding_port",
       {{"forward-email-port=2525"}, {"forward-email-port=x"}, {"forward-email-port=" + blob}}},
  };
}

std::map<std::string, Examples> ProofExamples() {
  const std::string blob(kBlob);
  const std::string hex(kHex32);
  return {
      {"microsoft",
       {{"MS=ms12345678", "MS=E97828322F846438F6C34D261A19CC4BF0943292", "MS = ms12345678"},
        {"MS=ms12345", "MS=E97828322F846438F6C34D261A19CC4BF094329"},
        {"MS=" + blob, "MS=ms" + blob}}},
      {"microsoft_verifydomain",
       {{"v=verifydomain MS=9187654"}, {"v=verifydomain"}, {"v=verifydomain MS=" + blob}}},
      {"vercel",
       {{"vc-domain-verify=www.example.com,2787d119bbbf93b134a3"},
        {"vc-domain-verify=www.example.com,2787d119bbbf93b134a"},
        {"vc-domain-verify=www.example.com," + blob}}},
      {"amazon_ses",
       {{"amazonses:kQzGc5s2zqkO0nH4m1cD0v5uJt5H4Y3v9Q2wB8n6l7A="},
        {"amazonses:kQzGc5s2zqkO0nH4m1cD0v5uJt5H4Y3v9Q2wB8n6l7A"},
        {"amazonses:" + blob}}},
      {"zoom",
       {{"ZOOM_verify_aB3dEfGhIjKlMnOpQrStUv"}, {"ZOOM_verify_aB3dEfG"}, {"ZOOM_verify_" + blob}}},
      {"zoho",
       {{"zoho-verification=zb26841435.zmverify.zoho.com"},
        {"zoho-verification=zb26841435.zmverify.zoho"},
        {"zoho-verification=" + blob}}},
      {"salesforce_pardot",
       {{"pardot123456=" + hex + hex, "sending_domain123456=" + hex + hex},
        {"pardot123456=" + hex},
        {"pardot123456=" + blob}}},
      {"salesforce_marketing_cloud",
       {{"SFMC-qkAv7SvlQaslp7NEALX8t68s_AZWOQB6ThKQS5l5"},
        {"SFMC-qkAv7SvlQaslp7NEALX8"},
        {"SFMC-" + blob}}},
      {"sectigo", {{"ca3-" + hex}, {"ca3-" + hex + "0"}, {"ca3-" + blob}}},
      {"digicert_random_value",
       {{"_digicert=" + hex}, {"_digicert=" + hex + "0"}, {"_digicert=" + blob}}},
      {"certificate_random_value",
       {{"_w19nckjurfa4aldim48vtbrxsq1phnv"},
        {"_w19nckjurfa4aldim48vtbrxsq1phn", "w19nckjurfa4aldim48vtbrxsq1phnvx"},
        {"_" + blob}}},
      {"certificate_request_token",
       {{"20240927111721" + std::string("21ni7tnf9yvm6mf9k5z9ahrqdpmoctc1k9lpkic5vaq1fvwqur")},
        {"20241327111721" + std::string("21ni7tnf9yvm6mf9k5z9ahrqdpmoctc1k9lpkic5vaq1fvwqur"),
         "20240927111721" + std::string("21ni7tnf9yvm6mf9k5z9ahrqdpmoctc1k9lpkic5")},
        {"20240927111721" + blob}}},
      {"atproto",
       {{"did=did:plc:ewvi7nxzyoun6zhxrhs64oiz", "did=did:web:example.com"},
        {"did=did:plc:ewvi7nxzyoun6zhxrhs64oi"},
        {"did=did:plc:" + blob}}},
      {"discord",
       {{"dh=09350922b05d5a2bcc4a3b4b16c9ef4c0deecb79"}, {"dh=b8044fd"}, {"dh=" + blob}}},
      {"mailjet",
       {{"mailjet._c231d279=" + hex}, {"mailjet._c231d279="}, {"mailjet._c231d279=" + blob}}},
      {"github_in_text",
       {{"_github-pages-challenge-somebody=7eb8cd46bba3d6d2f9a0fec57f0261",
         "_github-challenge-org 0123456789"},
        {"_github-pages-challenge-somebody"},
        {"_github-pages-challenge-somebody=" + blob + "!"}}},
      {"improvmx",
       {{"d397dac4._improvmx=" + hex},
        {"d397dac4._improvmx=" + hex + "0"},
        {"d397dac4._improvmx=" + blob}}},
      {"wordpress", {{"wp-noop:wp-noop:wp-noop://wp-noop"}, {"wp-noop:"}, {"wp-noop:" + blob}}},
      {"fastly_delegation",
       {{"fastly-domain-delegation-fddelt00562353-11-27-25"},
        {"fastly-domain-delegation-"},
        {"fastly-domain-delegation-" + blob}}},
      {"edgeone", {{"reclaim-" + hex}, {"reclaim-" + hex + "0"}, {"reclaim-" + blob}}},
      {"cuttly",
       {{"cuttly-verification-site-77f386c161a3f598440c290aae943430af0ecb97-b2a45cef44"},
        {"cuttly-verification-site-77f386c161a3f598440c290aae943430af0ecb97"},
        {"cuttly-verification-site-" + blob}}},
      {"ahrefs",
       {{"ahrefs-site-verification_" + hex + hex},
        {"ahrefs-site-verification_" + hex},
        {"ahrefs-site-verification_" + blob}}},
      {"openalias",
       {{"oa1:xmr recipient_address=86PHZTrVFtRMqPvM4F6k5BKYz5EKD1eo; recipient_name=somebody;"},
        {"oa1:xmr recipient_name=somebody;"},
        {"oa1:xmr recipient_address=" + blob + blob}}},
  };
}

std::map<std::string, Examples> OtherExamples() {
  const std::string blob(kBlob);
  return {
      {"dns_sd_versioned",
       {{"txtvers=1 ty=Printer note=2nd"}, {"txtvers=12"}, {"txtvers=1 " + blob}}},
      {"external_dns",
       {{"heritage=external-dns,external-dns/owner=default,external-dns/resource=ingress/a/b"},
        {"heritage=external-dns"},
        {"heritage=external-dns," + blob}}},
      {"dnslink",
       {{"dnslink=/ipfs/QmXoypizjW3WknFiJnKLwHCnL72vedxjQkDDP1mXWo6uco"},
        {"dnslink=/ipfs/"},
        {"dnslink=" + blob}}},
      {"url",
       {{"https://www.example.com/a/b?c=d#e"},
        {"https://nodots"},
        {"https://example.com/ " + blob}}},
      {"ipv4_list",
       {{"192.0.2.1", "192.0.2.1, 198.51.100.7"},
        {"192.0.2.256", "192.0.2.1:443|192.0.2.2:443"},
        {"192.0.2.1 " + blob}}},
      {"origin_of_an_address",
       {{"15169 | 8.8.8.0/24 | US | arin | 2023-12-28"},
        {"15169 | 8.8.8.0/24 | USA | arin | 2023-12-28"},
        {"15169 | " + blob + " | US | arin | 2023-12-28"}}},
      {"name_of_an_as",
       {{"23028 | US | arin | 2002-01-04 | TEAM-CYMRU, US"},
        {"23028 | US | arin | 2002-01-04"},
        {"23028 | US | arin | 2002-01-04 | " + blob + blob}}},
      {"clamav_version",
       {{"0.103.11:62:27115:1700000000:1:90:49192:333"}, {"0.103.11:62"}, {"0.103.11:62:" + blob}}},
  };
}

TEST(KindExamplesTest, EveryKindHasMatchesAndNearMisses) {
  const KnownKinds kinds(KnownKindTable(), VendorTable());
  std::map<std::string, Examples> examples = MailExamples();
  examples.merge(ProofExamples());
  examples.merge(OtherExamples());
  for (const KnownKind& kind : KnownKindTable()) {
    const auto found = examples.find(kind.name);
    ASSERT_NE(found, examples.end()) << kind.name << " has no examples";
    const Examples& of_kind = found->second;
    ASSERT_FALSE(of_kind.well_formed.empty()) << kind.name;
    ASSERT_FALSE(of_kind.near_misses.empty()) << kind.name;
    ASSERT_FALSE(of_kind.foreign.empty()) << kind.name;
    for (const std::string& text : of_kind.well_formed) {
      EXPECT_EQ(kinds.Find(text).name, kind.name) << text;
      EXPECT_EQ(kinds.Find(text).category, kind.category) << text;
    }
    for (const std::string& text : of_kind.near_misses) {
      EXPECT_EQ(kinds.Find(text).name, "") << text;
    }
    for (const std::string& text : of_kind.foreign) EXPECT_EQ(kinds.Find(text).name, "") << text;
  }
  EXPECT_EQ(examples.size(), KnownKindTable().size());
}

TEST(KindExamplesTest, EveryPrefixFindsItsKindAtWordStarts) {
  const KnownKinds kinds(KnownKindTable(), VendorTable());
  for (const KnownKind& kind : KnownKindTable()) {
    for (const std::string& prefix : kind.prefixes) {
      const FoundPrefix at_front = kinds.FindPrefix(prefix + "???");
      EXPECT_FALSE(at_front.name.empty()) << prefix;
      EXPECT_EQ(at_front.offset, 0u) << prefix;
      EXPECT_EQ(kinds.FindPrefix("some words " + prefix + "???").offset, 11u) << prefix;
    }
  }
  EXPECT_EQ(kinds.FindPrefix("V = SPF1 x").name, "spf");
  EXPECT_EQ(kinds.FindPrefix("docusign=x").name, "docusign");
  EXPECT_EQ(kinds.FindPrefix("new-vendor-verification=x").name, kAnyVendor);
  EXPECT_EQ(kinds.FindPrefix("xdocusign=x").name, "");
  EXPECT_EQ(kinds.FindPrefix("hello world").name, "");
}

TEST(KindExamplesTest, FindsSeveralRecordsInOne) {
  const KnownKinds kinds(KnownKindTable(), VendorTable());
  const std::string docusign = std::string("docusign=") + kUuid;
  for (const char* text : {"v=spf1 mx -all MS=ms12345678", "v=spf1 mx -allMS=ms12345678"}) {
    EXPECT_EQ(kinds.Find(text).category, Category::kSpf) << text;
    EXPECT_EQ(kinds.Find(text).name, "joined_records") << text;
  }
  EXPECT_EQ(kinds.Find(docusign + docusign).name, "joined_records");
  EXPECT_EQ(kinds.Find(docusign + " " + kBlob).name, "");
  EXPECT_EQ(kinds.Find("v=spf1 mx -all MS=" + std::string(kBlob)).name, "");
}

TEST(KindExamplesTest, JoinsATermSplitAtAStringsEnd) {
  const KnownKinds kinds(KnownKindTable(), VendorTable());
  std::string record = "v=spf1";
  while (record.size() < 300) record += " ip4:192.0.2.1 include:_spf.example.com";
  record += " -all";
  ASSERT_NE(record[255], ' ');
  EXPECT_EQ(kinds.Find(record.substr(0, 255) + " " + record.substr(255)).category, Category::kSpf);
}

}  // namespace
}  // namespace txtsentry::rules
