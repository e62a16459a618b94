#include "core/rules/kinds/vendor_proofs.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "core/rules/match/token_shape.h"

namespace txtsentry::rules {
namespace {

const VendorProofs& Proofs() {
  static const VendorProofs* const proofs = new VendorProofs(VendorTable());
  return *proofs;
}

// Returns a value of the given length in the row's alphabet.
std::string ValueOf(Alphabet alphabet, size_t bytes) {
  if (alphabet == Alphabet::kUuid) return "19a9a4b6-75bb-49a4-be36-7cdcf8f7029b";
  std::string unit = "k7Qz2mXw9pRt4vYb";
  if (alphabet == Alphabet::kDigits) unit = "8013572469";
  if (alphabet == Alphabet::kHex) unit = "0a9f3c7be5d1";
  if (alphabet == Alphabet::kLowerCase) unit = "k7qz2mxw9prt4vyb";
  if (alphabet == Alphabet::kUpperCase) unit = "K7QZ2MXW9PRT4VYB";
  std::string value;
  while (value.size() < bytes) value += unit;
  return value.substr(0, bytes);
}

std::string Record(const VendorProof& row, const std::string& value) {
  return std::string(row.key) + row.separator + value;
}

// A record of each row must match at both ends of its length range. It must not match with one byte
// less or more, with a byte outside the alphabet, with a payload, or without its key.
TEST(VendorProofsTest, EveryRowHasMatchesAndNearMisses) {
  for (const VendorProof& row : VendorTable()) {
    SCOPED_TRACE(row.key);
    size_t longest = 0;
    for (const VendorProof& other : VendorTable()) {
      if (other.key == row.key) longest = std::max(longest, other.bytes_max);
    }
    size_t bytes_max = row.bytes_max;
    if (row.alphabet == Alphabet::kToken) bytes_max = std::min<size_t>(bytes_max, 44);
    EXPECT_FALSE(Proofs().Find(Record(row, ValueOf(row.alphabet, row.bytes_min))).empty());
    EXPECT_FALSE(Proofs().Find(Record(row, ValueOf(row.alphabet, bytes_max))).empty());
    EXPECT_TRUE(Proofs().Find(Record(row, ValueOf(Alphabet::kAlnum, longest + 1))).empty());
    std::string near = ValueOf(row.alphabet, row.bytes_min);
    near.back() = '!';
    EXPECT_TRUE(Proofs().Find(Record(row, near)).empty());
    EXPECT_TRUE(Proofs().Find(Record(row, ValueOf(Alphabet::kAlnum, 300))).empty());
    EXPECT_TRUE(Proofs().Find(Record(row, "iex (iwr x)")).empty());
    EXPECT_TRUE(Proofs().Find(Record(row, "")).empty());
    EXPECT_TRUE(Proofs().Find(row.key).empty());
  }
}

TEST(VendorProofsTest, TableHasManyLowerCaseKeys) {
  std::set<std::string_view> keys;
  for (const VendorProof& row : VendorTable()) {
    keys.insert(row.key);
    EXPECT_LE(row.bytes_min, row.bytes_max) << row.key;
    EXPECT_LE(row.bytes_max, 140u) << row.key;
    for (const char c : row.key) EXPECT_FALSE(c >= 'A' && c <= 'Z') << row.key;
  }
  EXPECT_GE(keys.size(), 150u);
}

TEST(VendorProofsTest, NamesTheVendorByItsKey) {
  EXPECT_EQ(Proofs().Find("docusign=2d5b671b-dc8d-4997-8657-2176d01f0c83"), "docusign");
  EXPECT_EQ(
      Proofs().Find("_globalsign-domain-verification=eRi2ZQZJ99fAou8jrSC06eUJpasrvj8YgWl21vaW5G"),
      "globalsign_domain_verification");
  EXPECT_EQ(Proofs().Find("BREVO-CODE : 0123456789abcdef0123456789abcdef"), "brevo_code");
}

TEST(VendorProofsTest, AcceptsProofsOfUnlistedVendors) {
  for (const char* record : {"new-vendor-2031_challenge=abcdefgh",
                             "acme-domain-verification-1avd9b=GWlaVK7cM1UrnAecUR0PhzRI7",
                             "someone-site-validation: 0123456789abcdef0123456789abcdef",
                             "foo-ownership=19a9a4b6-75bb-49a4-be36-7cdcf8f7029b",
                             "bar-domain-verify=www.example.com,2787d119bbbf93b134a3"}) {
    EXPECT_EQ(Proofs().Find(record), kAnyVendor) << record;
  }
  for (const char* record :
       {"verification=abcdefgh", "vendor-token=abcdefgh", "x-domain-verification=two words",
        "x-domain-verification=", "x-domain-verification=987f01f500f2007f2150b2ffffffd3aa4b",
        "x-domain-verification=powershell -enc SQBFAFgA", "see x-verification"}) {
    EXPECT_EQ(Proofs().Find(record), "") << record;
  }
}

TEST(VendorProofsTest, DistinguishesTypingErrorsFromPayloads) {
  for (const char* slip : {"google-site-verification=TYDOFECsuF7V6Op8q3NOr2mg3padTKn6j3GL2nwrD",
                           "facebook-domain-verification=22rm551cu4k0ab0bxsw536tlds4h95x",
                           "protonmail-verification=061576a1989b9caf9a2264b616fb083310f927",
                           "miro-verification=0123456789abcdef0123456789abcdef"}) {
    EXPECT_EQ(Proofs().Find(slip), "") << slip;
    EXPECT_TRUE(Proofs().IsNearMiss(slip)) << slip;
  }
  for (const char* payload : {"google-site-verification=987f01f500f2007f2150b2ffffffd3aa4b00112233",
                              "facebook-domain-verification=987f01f500f2007f2150b2ffffffd3",
                              "google-site-verification=YXNzZW1ibHl8Mjkz", "nobody=abc",
                              "nobody-verification=987f01f500f2007f21",
                              "docusign=0123456789abcdef0123456789abcdef", ""}) {
    EXPECT_FALSE(Proofs().IsNearMiss(payload)) << payload;
  }
}

TEST(VendorProofsTest, AcceptsPlausibleTokensOfUnlistedVendors) {
  EXPECT_TRUE(VendorProofs::HasPlausibleToken(
      "nobody-verification=0Lnhcd30mv6Z9ihMtU7T71MtNzFCrOfMcRlmXES7wQt9vCfQ"));
  EXPECT_FALSE(VendorProofs::HasPlausibleToken("nobody-verification=987f01f500f2007f21"));
  EXPECT_FALSE(VendorProofs::HasPlausibleToken("nobody=0Lnhcd30mv6Z9ihMtU7T71MtNzFC"));
}

}  // namespace
}  // namespace txtsentry::rules
