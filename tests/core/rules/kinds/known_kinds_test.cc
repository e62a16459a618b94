#include "core/rules/kinds/known_kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "core/rules/kinds/owner_names.h"

namespace txtsentry::rules {
namespace {

using ::testing::HasSubstr;

const KnownKinds& Kinds() {
  static const KnownKinds* const kinds = new KnownKinds(KnownKindTable(), VendorTable());
  return *kinds;
}

const OwnerNames& Owners() {
  static const OwnerNames* const owners = OwnerNames::Create(DefaultOwnerNames()).value().release();
  return *owners;
}

// Looks up the kind by text, then by owner name.
Category Find(std::string_view text, std::string_view owner_name) {
  const FoundKind kind = Kinds().Find(text);
  return kind.name.empty() ? Owners().Find(text, owner_name).category : kind.category;
}

// Base64 as in tunnel traffic; no length of it is a key or a token.
std::string Blob(size_t characters) {
  const std::string unit = "q83vEjRWeJq83vEjRWeJ/T0xkZmY3MjE5YWNkZTEyMzQ1Njc4OTBhYmNkZWYxMjM0";
  std::string blob;
  while (blob.size() < characters) blob += unit;
  return blob.substr(0, characters);
}

std::string Repeated(const std::string& unit, size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += unit;
  return text.substr(0, bytes);
}

// An RSA-1024 public key as published by mail providers.
const char kRsaKey[] =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC1TaNgLlSyQMNWVLNLvyY/neDgaL2oqQE8T5illKqCgDtFHc8eHVAU+"
    "nlcaGmrKmDMw9dbgiGk1ocgZ56NR4ycfUHwQhvQPMUZw0cveel/8EAGoi/UyPmqfcPibytH81NFtTMAxUeM4Op8A6iHkv"
    "AMj5qLf4YRNsTkKAV1tTzPDwIDAQAB";

struct Example {
  Category category;
  std::string text;
  std::string owner_name;
};

// Failure messages show the category and not the text, which can be 64 KB long.
void ExpectCategories(const std::vector<Example>& examples) {
  for (size_t i = 0; i < examples.size(); ++i) {
    const Example& example = examples[i];
    EXPECT_EQ(CategoryName(Find(example.text, example.owner_name)), CategoryName(example.category))
        << "example " << i << ": " << example.text.substr(0, 80) << " owned by "
        << example.owner_name;
  }
}

TEST(KnownKindsTest, EveryExpressionCompilesWithinItsMemoryBound) {
  EXPECT_EQ(Kinds().status().ToString(), "OK");
}

TEST(KnownKindsTest, NamesTheExpressionThatDoesNotCompile) {
  const KnownKinds broken({{Category::kUrl, "no_such_shape", {}, "(", 10}}, {});
  EXPECT_EQ(broken.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(broken.status().ToString(), HasSubstr("no_such_shape"));
  EXPECT_EQ(broken.Find("(").category, Category::kUnknown);
}

TEST(KnownKindsTest, EveryShapeHasAName) {
  std::set<std::string> names;
  for (const KnownKind& kind : KnownKindTable()) names.insert(kind.name);
  EXPECT_EQ(names.size(), KnownKindTable().size());
}

TEST(KnownKindsTest, FindsMailPolicies) {
  ExpectCategories({
      {Category::kSpf, "v=spf1 -all", ""},
      {Category::kSpf, "v=spf1", ""},
      {Category::kSpf, "V=SPF1 Include:_spf.Google.com ~ALL", ""},
      {Category::kSpf, "\"v=spf1 a mx ?all\"", ""},
      {Category::kSpf, "  v=spf1 a mx ?all ", ""},
      {Category::kSpf,
       "v=spf1 a:mail.example.org/24 mx//64 ip4:192.0.2.0/24 ip6:2001:db8::/32 "
       "exists:%{i}._spf.%{d2}.example.com ptr redirect=_spf.example.net",
       ""},
      {Category::kSenderId, "spf2.0/pra", ""},
      {Category::kSenderId, "spf2.0/mfrom,pra include:example.com -all", ""},
      {Category::kDmarc, "v=DMARC1; p=none; rua=mailto:dmarc@example.com", ""},
      {Category::kDmarc,
       "v=DMARC1;p=reject;sp=quarantine;adkim=s;aspf=r;pct=100;fo=0:1:d:s;ri=86400;"
       "rua=mailto:a@example.com!10m, mailto:b@example.org;ruf=mailto:c@example.net;",
       ""},
      {Category::kMtaSts, "v=STSv1; id=20160831085700Z;", ""},
      {Category::kTlsRpt, "v=TLSRPTv1; rua=mailto:tls@example.com", ""},
      {Category::kTlsRpt, "v=TLSRPTv1;rua=https://report.example.com/v1/tls,mailto:a@b.example",
       ""},
      {Category::kBimi, "v=BIMI1; l=https://example.com/logo.svg; a=;", ""},
      {Category::kBimi, "v=BIMI1;l=https://example.com/l.svg;a=https://example.com/vmc.pem", ""},
  });
}

TEST(KnownKindsTest, RejectsPayloadsBehindAMailPrefix) {
  ExpectCategories({
      {Category::kUnknown, "v=spf1 " + Blob(200), ""},
      {Category::kUnknown, "v=spf1 -all " + Blob(200), ""},
      {Category::kUnknown, "v=spf1 include:" + Blob(200), ""},
      {Category::kUnknown, "v=spf1 include:" + Repeated("a", 64) + ".example.com -all", ""},
      {Category::kUnknown, "v=spf1 ip4:999.0.2.0 -all", ""},
      {Category::kUnknown, "v=spf10 -all", ""},
      {Category::kUnknown, "prefix v=spf1 -all", ""},
      {Category::kUnknown, "v=spf1 -all" + std::string(1, '\0'), ""},
      {Category::kUnknown, "spf2.0/pra " + Blob(40), ""},
      {Category::kUnknown, "v=DMARC1; p=" + Blob(60), ""},
      {Category::kUnknown, "v=DMARC1; p=none; rua=mailto:" + Blob(90), ""},
      {Category::kUnknown, "v=DMARC1; p=none; x=" + Blob(60), ""},
      {Category::kUnknown, "v=STSv1; id=" + Blob(33), ""},
      {Category::kUnknown, "v=STSv1; id=;", ""},
      {Category::kUnknown, "v=TLSRPTv1; rua=" + Blob(40), ""},
      {Category::kUnknown, "v=BIMI1; l=" + Blob(40), ""},
      {Category::kUnknown, "v=BIMI1; l=http://example.com/logo.svg", ""},
  });
}

TEST(KnownKindsTest, FindsDkimKeys) {
  const std::string key(kRsaKey);
  ExpectCategories({
      {Category::kDkim, "v=DKIM1; k=rsa; p=" + key, ""},
      {Category::kDkim, "p=" + key, ""},
      {Category::kDkim, "k=rsa; t=s; p=" + key + ";", ""},
      {Category::kDkim, "v=DKIM1; h=sha256; s=email; p=" + key + "; n=rotate me", ""},
      // Split at the end of a 255-byte string.
      {Category::kDkim, "v=DKIM1; p=" + key.substr(0, 100) + " " + key.substr(100), ""},
      {Category::kDkim, "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", ""},
      {Category::kDkim, "v=DKIM1; p=", ""},
      {Category::kDkim, "o=~", ""},
      {Category::kDkim, "t=y; o=-;", ""},
      {Category::kDkim, "dkim=all", ""},
  });
}

TEST(KnownKindsTest, RejectsDkimRecordsWithAnInvalidKey) {
  const std::string key(kRsaKey);
  std::string lower_case_header = key;
  lower_case_header[0] = 'm';
  ExpectCategories({
      {Category::kUnknown, "v=DKIM1; k=rsa; p=" + Blob(216), ""},
      {Category::kUnknown, "k=rsa; p=" + Blob(200), ""},
      {Category::kUnknown, "k=rsa; p=MI" + Blob(200), ""},
      {Category::kUnknown, "v=DKIM1; p=not*base64*" + key, ""},
      {Category::kUnknown, "v=DKIM1; p=" + lower_case_header, ""},
      {Category::kUnknown, "v=DKIM1; p=" + key.substr(0, 60), ""},
      {Category::kUnknown, "v=DKIM1; p=" + key + "!", ""},
      {Category::kUnknown, "v=DKIM1; p=" + key + Blob(4096), ""},
      {Category::kUnknown, "v=DKIM1; x=" + Blob(60) + "; p=" + key, ""},
      {Category::kUnknown, "v=DKIM1; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHUR=", ""},
      {Category::kUnknown, "p=", ""},
      {Category::kUnknown, "o=x", ""},
  });
}

TEST(KnownKindsTest, FindsOwnershipProofs) {
  const Category proof = Category::kDomainVerification;
  ExpectCategories({
      {proof, "google-site-verification=TYDOFECsuF7V6Op8q3NOr2mg3padTKn6j3GL2nwrDJU", ""},
      {proof, "google-site-verification: TYDOFECsuF7V6Op8q3NOr2mg3padTKn6j3GL2nwrDJU", ""},
      {proof, "google-gws-recovery-domain-verification=47329851", ""},
      {proof, "MS=ms12345678", ""},
      {proof, "MS=E97828322F846438F6C34D261A19CC4BF0943292", ""},
      {proof, "ms-domain-verification=19a9a4b6-75bb-49a4-be36-7cdcf8f7029b", ""},
      {proof, "v=verifydomain MS=9187654", ""},
      {proof, "facebook-domain-verification=22rm551cu4k0ab0bxsw536tlds4h95", ""},
      {proof, "apple-domain-verification=PprIJ7W8gFezOHdj", ""},
      {proof, "docusign=2d5b671b-dc8d-4997-8657-2176d01f0c83", ""},
      {proof, "vc-domain-verify=www.example.com,2787d119bbbf93b134a3", "_vercel.example.com"},
      {proof, "krisp-domain-verification=kEl4jtDoBSmQuUzF8w3yNH6i", ""},
      {proof, "yandex-verification: 0123456789abcdef", ""},
      {proof, "_globalsign-domain-verification=eRi2ZQZJ99fAou8jrSC06eUJpasrvj8YgWl21vaW5G", ""},
      {proof, "amazonses:kQzGc5s2zqkO0nH4m1cD0v5uJt5H4Y3v9Q2wB8n6l7A=", ""},
      {proof, "keybase-site-verification=3zsqrHf7kzKcTvDZI2HU78_9rAOV93nGOaW7bHMF4hc", ""},
      {proof, "ZOOM_verify_aB3dEfGhIjKlMnOpQrStUv", ""},
      {proof, "zoho-verification=zb26841435.zmverify.zoho.com", ""},
      {proof, "brevo-code:0123456789abcdef0123456789abcdef", ""},
      {proof, "pardot123456=" + Repeated("0123456789abcdef", 64), ""},
      {proof, "did=did:plc:ewvi7nxzyoun6zhxrhs64oiz", ""},
      {proof, "dh=09350922b05d5a2bcc4a3b4b16c9ef4c0deecb79", ""},
      {proof, "onetrust-domain-verification=6311c78fff614a938475a7085108477b", ""},
      {proof, "new-vendor-2031_challenge=abcdef", ""},
      {proof, "atlassian-domain-verification=" + Repeated("a1B2c3D4/", 64), ""},
  });
}

TEST(KnownKindsTest, RejectsPayloadsBehindAVendorsPrefix) {
  ExpectCategories({
      {Category::kUnknown, "google-site-verification=" + Blob(42), ""},
      {Category::kUnknown, "google-site-verification=" + Blob(100), ""},
      {Category::kUnknown, "google-site-verification=" + Blob(200), ""},
      {Category::kUnknown, "google-site-verification=", ""},
      {Category::kUnknown, "MS=" + Blob(200), ""},
      {Category::kUnknown, "MS=ms123", ""},
      {Category::kUnknown, "MS=ms12345678 " + Blob(60), ""},
      {Category::kUnknown, "ms-domain-verification=" + Blob(60), ""},
      {Category::kUnknown, "facebook-domain-verification=" + Blob(90), ""},
      {Category::kUnknown, "apple-domain-verification=" + Blob(90), ""},
      {Category::kUnknown, "docusign=" + Blob(36), ""},
      {Category::kUnknown, "vc-domain-verify=www.example.com," + Blob(30), ""},
      {Category::kUnknown, "zoho-verification=" + Blob(40), ""},
      {Category::kUnknown, "keybase-site-verification=" + Blob(60), ""},
      {Category::kUnknown, "dh=b8044fd", ""},
      {Category::kUnknown, "did=did:plc:short", ""},
      {Category::kUnknown, "onetrust-domain-verification=" + Blob(105), ""},
      {Category::kUnknown, "onetrust-domain-verification=two words", ""},
      {Category::kUnknown, "verification", ""},
      {Category::kUnknown, "acme=" + Blob(60), ""},
  });
}

TEST(KnownKindsTest, RequiresTheOwnerNameForBareTokens) {
  const std::string acme = "dDyI3zWpctUD7rvJGNj8QlrKuEiTqGT8ogqS2rSrOFc";
  const std::string github = "7eb8cd46bba3d6d2f9a0fec57f0261";
  ExpectCategories({
      {Category::kAcmeChallenge, acme, "_acme-challenge.example.com"},
      {Category::kAcmeChallenge, acme, "_ACME-Challenge.example.com."},
      {Category::kAcmeChallenge, acme, "_acme-challenge"},
      {Category::kUnknown, acme, ""},
      {Category::kUnknown, acme, "www.example.com"},
      {Category::kUnknown, acme, "x_acme-challenge.example.com"},
      {Category::kUnknown, acme, "_acme-chalenge.example.com"},
      {Category::kUnknown, acme + "A", "_acme-challenge.example.com"},
      {Category::kUnknown, acme.substr(1), "_acme-challenge.example.com"},
      {Category::kUnknown, acme, "_acme-challenge." + Repeated("a.", 65535)},
      {Category::kDomainVerification, github, "_github-pages-challenge-someone.example.com"},
      {Category::kDomainVerification, "0123456789", "_github-challenge-acme-org.example.com"},
      {Category::kUnknown, github, ""},
      {Category::kUnknown, github, "example.com"},
      {Category::kUnknown, github + "0", "_github-pages-challenge-someone.example.com"},
      {Category::kUnknown, "7eb8cd46bba3d6d2f9a0fec57f026g", "_github-challenge-x.example.com"},
      {Category::kLookupAnswer, "3 Unsupported release (EOL)",
       "recursor-4.1.0.security-status.secpoll.powerdns.com"},
      {Category::kUnknown, "3 Unsupported release (EOL)", "example.com"},
      {Category::kUnknown, "4 Unsupported release (EOL)", "a.secpoll.powerdns.com"},
  });
}

TEST(KnownKindsTest, FindsMachineReadableRecords) {
  ExpectCategories({
      {Category::kServiceDiscovery, "model=iMac17,1 osxvers=17", "An iMac._device-info._tcp.local"},
      {Category::kServiceDiscovery, "txtvers=1 ty=Printer note=2nd", ""},
      {Category::kUnknown, "model=iMac17,1 osxvers=17", "host.example.com"},
      {Category::kUnknown, Blob(200), "An iMac._device-info._tcp.local"},
      {Category::kUnknown, "txtvers=1 " + Blob(200), ""},
      {Category::kUnknown, "txtvers=12", ""},
      {Category::kServiceDiscovery,
       "heritage=external-dns,external-dns/owner=default,external-dns/resource=ingress/a/b", ""},
      {Category::kUnknown, "heritage=external-dns," + Blob(100), ""},
      {Category::kUnknown, "heritage=external-dns", ""},
      {Category::kDnsLink, "dnslink=/ipfs/QmXoypizjW3WknFiJnKLwHCnL72vedxjQkDDP1mXWo6uco", ""},
      {Category::kUnknown, "dnslink=/ipfs/", ""},
      {Category::kUnknown, "dnslink=ipfs " + Blob(40), ""},
  });
}

TEST(KnownKindsTest, FindsAddressesAndLookupAnswers) {
  ExpectCategories({
      {Category::kUrl, "https://www.example.com/a/b?c=d#e", ""},
      {Category::kUrl, "http://192.0.2.7:8080", ""},
      {Category::kUnknown, "https://example.com/ " + Blob(40), ""},
      {Category::kUnknown, "https://example.com/" + Repeated("a", 201), ""},
      {Category::kUnknown, "see https://example.com/", ""},
      {Category::kUnknown, "https://nodots", ""},
      {Category::kIpv4, "192.0.2.1", ""},
      {Category::kIpv4, "192.0.2.1, 198.51.100.7;203.0.113.0/24", ""},
      {Category::kUnknown, "192.0.2.1:443|198.51.100.7:4444", ""},
      {Category::kUnknown, "192.0.2.256", ""},
      {Category::kUnknown, "192.0.2", ""},
      {Category::kUnknown, "192.0.2.1 " + Blob(20), ""},
      {Category::kLookupAnswer, "15169 | 8.8.8.0/24 | US | arin | 2023-12-28", ""},
      {Category::kLookupAnswer, "23028 | US | arin | 2002-01-04 | TEAM-CYMRU, US", ""},
      {Category::kLookupAnswer, "0.103.11:62:27115:1700000000:1:90:49192:333", ""},
      {Category::kUnknown, "15169 | " + Blob(20) + " | US | arin | 2023-12-28", ""},
      {Category::kUnknown, "23028 | US | arin | 2002-01-04 | " + Blob(160), ""},
      {Category::kUnknown, "0.103.11:62:" + Blob(20), ""},
  });
}

TEST(KnownKindsTest, ReportsOpaqueTextAsUnknown) {
  ExpectCategories({
      {Category::kUnknown, "", ""},
      {Category::kUnknown, "\"\"", ""},
      {Category::kUnknown, "\"", ""},
      {Category::kUnknown, "hello world", ""},
      {Category::kUnknown, Blob(200), ""},
      {Category::kUnknown, "TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAA", ""},
      {Category::kUnknown, "powershell -nop -w hidden -enc SQBFAFgA", ""},
      {Category::kUnknown, "19a9a4b6-75bb-49a4-be36-7cdcf8f7029b", ""},
  });
}

// The limit bounds the matching time and the space for a hidden payload.
TEST(KnownKindsTest, EveryKindHasALengthLimit) {
  for (const KnownKind& kind : KnownKindTable()) {
    EXPECT_GT(kind.bytes_max, 0u) << kind.name;
    EXPECT_LE(kind.bytes_max, 4096u) << kind.name;
  }
}

TEST(KnownKindsTest, HandlesTheLargestHostileRecords) {
  const size_t bytes = 65535;
  const std::vector<std::string> units = {"a",
                                          "a.",
                                          "v=spf1 a ",
                                          "v=spf1 include:a.a.",
                                          " ",
                                          "\"",
                                          "%{i}.",
                                          "p=none;",
                                          "v=DMARC1;p=none;",
                                          "1.1.1.1,",
                                          "=",
                                          "a=a ",
                                          "1:",
                                          "verification",
                                          "_verify-",
                                          "https://",
                                          ";;;;",
                                          std::string(1, '\0'),
                                          "\xff",
                                          "\xf0\x9f\x98",
                                          "p=MIGf",
                                          "external-dns/a=a,",
                                          "mailto:a@a.aa,"};
  for (const std::string& unit : units) {
    const std::string hostile = Repeated(unit, bytes);
    EXPECT_EQ(Find(hostile, "_acme-challenge." + hostile), Category::kUnknown) << unit;
    // The longest records that are still matched against an expression.
    for (const char* prefix : {"v=spf1", "v=spf1 include:", "v=DMARC1;rua=mailto:", "1.1.1.1 ",
                               "v=DKIM1;p=MIGfMA0GCSqGSIb3DQEBAQUAA4", "a-verification="}) {
      const std::string shorter = prefix + hostile;
      EXPECT_EQ(Find(shorter.substr(0, 4095) + "!", ""), Category::kUnknown) << unit;
    }
  }
}

}  // namespace
}  // namespace txtsentry::rules
