#include "core/rules/detect/payload.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace txtsentry::rules {
namespace {

const KnownKinds& Kinds() {
  static const KnownKinds* const kinds = new KnownKinds(KnownKindTable(), VendorTable());
  return *kinds;
}

bool HoldsPayload(const std::string& text) {
  static const PayloadFinder* const finder = new PayloadFinder(Kinds());
  EXPECT_TRUE(finder->status().ok());
  return finder->HoldsPayload(text);
}

const std::vector<std::string>& Payloads() {
  static const auto* const payloads = new std::vector<std::string>{
      "987f01f500f2007f2150b2ffffffd3aa4b",
      "VGVzdC1QYXRoIEM6XFdpbmRvd3NcVGVtcApbRW52aXJvbm1lbnRd",
      "7MGYAYFJ35S3DSFSQUMSCEBGUUQVWTLCLG2KT5LR36UTWPR7ETNTF7JYBOZ3UDOTMTX4G244",
      "tgeyc2mbogaxdcljrga/xdalrqfyytclx",
      "{\"id\":7,\"t\":\"dl\",\"a\":\"YmFja3VwIGRyaXZlciBkcml2ZXI=\"}",
      "198.51.100.23:443|192.0.2.254:4444",
      "$r=(nslookup -q=txt x)",
      std::string(1000, 'x'),
      std::string("\x01\x02\x03\x9f\xa5 binary \x00 bytes", 20),
  };
  return *payloads;
}

TEST(PayloadFinderTest, FindsPayloadsBehindPrefixesOfKnownKinds) {
  for (const char* mark :
       {"v=spf1 ", "v=spf1 include:_spf.google.com ", "google-site-verification=", "MS=", "MS=ms",
        "facebook-domain-verification=", "apple-domain-verification=", "docusign=",
        "atlassian-domain-verification=", "v=DKIM1; k=rsa; p=", "v=DMARC1; p=none; rua=mailto:",
        "v=TLSRPTv1; rua=", "v=BIMI1; l=", "vc-domain-verify=", "dnslink=/ipfs/ ",
        "v=STSv1; id="}) {
    for (const std::string& payload : Payloads()) {
      EXPECT_TRUE(HoldsPayload(mark + payload)) << mark << payload.substr(0, 60);
    }
  }
}

TEST(PayloadFinderTest, FindsPayloadsInFrontOfAPrefix) {
  for (const char* mark : {" -all", " ~all", " v=spf1 -all", " v=DMARC1; p=none"}) {
    for (const std::string& payload : Payloads()) {
      EXPECT_TRUE(HoldsPayload(payload + mark)) << payload.substr(0, 60) << mark;
    }
  }
}

TEST(PayloadFinderTest, FindsNothingWithoutAPrefix) {
  for (const std::string& payload : Payloads()) {
    EXPECT_FALSE(HoldsPayload(payload)) << payload.substr(0, 60);
  }
  EXPECT_FALSE(HoldsPayload("hello world"));
  EXPECT_FALSE(HoldsPayload("see https://example.com/ for more of 987f01f500f2007f2150b2ff"));
  EXPECT_FALSE(HoldsPayload(""));
}

TEST(PayloadFinderTest, AcceptsCommonErrors) {
  for (const char* text :
       {"v=spf1 include:spf.example.com ~al", "v=spf1 inlcude:spf.example.com -all",
        "v=spf1 a mx ip4:192.0.2.300 -all", "v=spf1 mx include: spf.example.com ip4 -all please",
        "v=spf1 redirect=v=spf1 include:spf.example.com ~all",
        // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one record in several parts.
        "v=spf1 mx ip4:192.0.2.1 \xe2\x80\x93"
        "all",
        "MS=ms12345678TTL", "MS=ms123456", "MS=E97828322F846438F6C34D261A19CC4BF0943292 3600",
        "google-site-verification=TYDOFECsuF7V6Op8q3NOr2mg3padTKn6j3GL2nwr",
        "vc-domain-verify=www.example.com,2787d119bbbf93b134", "_github-pages-challenge-somebody",
        "v=DKIM1; k=rsa; p=YOUR_PUBLIC_KEY_HERE", "dh=your-code-here",
        "v=DMARC1; p=none; rua=mailto:", "spf record: v=spf1 mx", "facebook-domain-verification=",
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ..."}) {
    EXPECT_FALSE(HoldsPayload(text)) << text;
  }
}

TEST(PayloadFinderTest, TreatsALargeAmountOfTextAsPayload) {
  std::string words = "v=spf1";
  while (words.size() < 400) words += " kernel daily silver packet thread";
  EXPECT_TRUE(HoldsPayload(words));
}

TEST(PayloadFinderTest, LimitsTheLengthOfABase64Key) {
  const std::string key = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQ ";
  EXPECT_FALSE(HoldsPayload(key + std::string(100, 'k')));
  EXPECT_TRUE(HoldsPayload(key + std::string(900, 'k')));
}

TEST(PayloadFinderTest, HandlesTheLargestHostileTexts) {
  for (const char* unit : {"v=spf1 ", "a ", "ms=", "google-site-verification=", "x-verify:", ";",
                           "https://", "all", "\xff", "=", "ms = "}) {
    std::string text = "v=spf1 ";
    while (text.size() < 65'535) text += unit;
    HoldsPayload(text);
  }
}

}  // namespace
}  // namespace txtsentry::rules
