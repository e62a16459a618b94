// Every kind writes what its name says: each has an expression that its whole text must match.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <map>
#include <set>
#include <string>

#include "train/disguise.h"
#include "train/generator.h"
#include "train/grammars/kind.h"

namespace txtsentry::train {
namespace {

constexpr int kDrawsPerKind = 400;

const std::map<std::string, std::string>& Shapes() {
  static const auto* const shapes = new std::map<std::string, std::string>{
      {"spf", R"re((?i)v=spf1 {0,2}.*)re"},
      {"sender_id", R"re(spf2\.0/(mfrom,)?pra( \S+)+ [-~?+]all)re"},
      {"dkim",
       R"re(v=DKIM1; ?.*p=[A-Za-z0-9+/ ]+=*;?|((h=sha256|k=(rsa|ed25519)|t=[sy:]+|s=(email|\*)|g=\*?|n=rotated); ?)*p=[A-Za-z0-9+/ ]+=*;?)re"},
      {"dkim_policy",
       R"re(o=-|(t=y; )?o=~|dkim=(all|unknown|discardable)|v=DKIM1; (k=rsa; )?p=|(v=DKIM1; )?k=rsa;)re"},
      {"dmarc", R"re(v=(DMARC1|dmarc1); ?p=(none|quarantine|reject)(; ?[a-z]+=[^;]+)*;?)re"},
      {"mta_sts", R"re(v=STSv1; ?id=[A-Za-z0-9]{4,32};?)re"},
      {"tls_rpt", R"re(v=TLSRPTv1; ?rua=(mailto:|https?://)[^;]+;?)re"},
      {"bimi", R"re(v=BIMI1; ?l=https?://[^;]+\.svg(; ?a=[^;]*)?;?)re"},
      {"mail_forwarding", R"re((forward-email|mailconf|mailtie|forward-domain)=\S+)re"},
      {"mail_mistake",
       R"re((MS=ms|google-site-verification=|_dmarc|\S+\._domainkey=|[vV]=|(=|i)?).*)re"},
      {"vendor_verification", R"re([A-Za-z0-9_.-]+[=:._-] ?[A-Za-z0-9+/_-]+=?)re"},
      {"google", R"re(google-site-verification(=|: )[A-Za-z0-9_-]{43})re"},
      {"microsoft",
       R"re((MS|ms)=(ms\d{7,9}|[0-9a-fA-F]{40})|ms-domain-verification=[0-9a-f-]{36})re"},
      {"facebook", R"re(facebook-domain-verification=[a-z0-9]{30})re"},
      {"apple", R"re(apple-domain(-verification)?=([A-Za-z0-9]{16}|[A-Za-z0-9_-]{43}))re"},
      {"atlassian", R"re(atlassian-domain-verification=[A-Za-z0-9+/]{64})re"},
      {"docusign", R"re(docusign=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})re"},
      {"vercel", R"re((_vercel=)?vc-domain-verify=[a-z0-9.-]+,[0-9a-f]{20})re"},
      {"zoho", R"re(zoho-verification=zb\d{8}\.zmverify\.zoho\.[a-z.]+)re"},
      {"salesforce",
       R"re(SFMC-[A-Za-z0-9_-]{40}|(pardot\d{6}|sending_domain\d{7})=[0-9a-f]{64})re"},
      {"keybase", R"re(keybase-site-verification=[A-Za-z0-9_-]{43})re"},
      {"discord", R"re(dh=[0-9a-f]{40})re"},
      {"atproto", R"re(did=did:(plc:[a-z2-7]{24}|web:[a-z0-9.-]+))re"},
      {"general_verification",
       R"re([a-z0-9-]*[-_]?(verif|valid|owner|challenge|confirmation|code|sso|domain-key)[a-z0-9_-]*( = |=|: ?)\S+)re"},
      {"owner_name_glued", R"re(\S+(=| |: )\S.*)re"},
      {"dnslink", R"re(dnslink=/(ipfs|ipns)/[A-Za-z0-9.-]+)re"},
      {"external_dns",
       R"re(heritage=external-dns,external-dns/owner=\S+,external-dns/resource=(ingress|service|crd)/\S+)re"},
      {"service_discovery", R"re((txtvers|model|id|rpBA)=.*)re"},
      {"attribute", R"re([a-z]+=[a-z0-9-]+([; ][a-z]+=[a-z0-9-]+)*)re"},
      {"url", R"re(([a-z]+=|.* )?https?://\S+)re"},
      {"ipv4", R"re(\d+(\.\d+){3}(/\d+)?( \d+(\.\d+){3})*)re"},
      {"lookup_answer",
       R"re(\d+ \| [0-9./]+ \| [A-Z]{2} \| .*|0\.\d+\.\d+(:\d+){7}|https://www\..*|[123] (OK|U.*))re"},
      {"reservation", R"re(.*[A-Za-z].*)re"},
      {"redirect", R"re([1-9]\|\S+)re"},
      {"random_letters", R"re([b-z]{5,24})re"},
      {"two_strings", R"re([A-Za-z0-9+/]+=* ?[A-Za-z0-9+/]*=*)re"},
      {"sealed_hex", R"re(([0-9a-f]{2}){16,120})re"},
      {"foreign_value", R"re((?s)\S+[=:_-]\C*)re"},
      {"evasion_prose", R"re((?s).{9,})re"},
      {"evasion_homoglyphs", R"re((?s).{9,})re"},
      {"evasion_split", R"re((?s).{8,})re"},
      {"evasion_padding", R"re((?s).{9,})re"},
      {"hex_token", R"re([0-9a-f]{8,80}|[0-9A-F]{64})re"},
      {"mixed_token", R"re([A-Za-z0-9_+/-]{8,88}=*)re"},
      {"uuid_token", R"re([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})re"},
      {"plain_number", R"re(\d{1,14})re"},
      {"single_word", R"re(\.?[A-Za-z0-9-]+([!.?]| :\)| 1\.0)?)re"},
      {"prose", R"re(.*\S( \S+)+.*)re"},
      {"bare_host_name", R"re([a-z0-9_-]+(\.[a-z0-9_-]+)*\.?)re"},
      {"contact", R"re(\S+@\S+|[0-9a-f:]+)re"},
      {"resource_name",
       R"re(arn:aws:(iam|s3|sns)::\d{12}:role/[a-z0-9-]+-CrossAccountRole-[A-Z0-9]{13}|[a-z]+:[a-z0-9-]+:\d+)re"},
      {"json", R"re(\{("[a-z]+":("[a-z0-9-]+"|\d+)(, ?)?)+\})re"},
      {"key_half", R"re([A-Za-z0-9+/]{120,220}IDAQAB;?)re"},
      {"pem", R"re(-----BEGIN ([A-Z ]+)----- [A-Za-z0-9+/]+ -----END ([A-Z ]+)-----)re"},
      {"binary", R"re((?s).{20,124})re"},
      {"dnscat2", R"re(([0-9a-f]{2}){9,120})re"},
      {"iodine", R"re((?s)t[a-z0-7]+|[su][A-Za-z0-9+_-]+|[vr].+|[tsh][0-9.-]+)re"},
      {"dns2tcp", R"re(A[A-Za-z0-9+/]+)re"},
      {"shuffled_alphabet", R"re([A-Za-z0-9+/]{32,240})re"},
      {"base32_channel", R"re([A-Z2-7]+|[a-z2-7]+)re"},
      {"beacon", R"re([A-Za-z0-9+/]+=*|v=A9F466E8,p=([0-9a-f]{2})+|v=B2B3FE1C(,p=[0-9a-f]{2})?)re"},
      {"file_chunk", R"re((\d+[|: -])?[!-~]{24,255})re"},
      {"script_chunk", R"re([A-Za-z0-9+/]+=*)re"},
      {"compressed_chunk", R"re((H4sI)?[A-Za-z0-9+/]+=*)re"},
      {"tasking", R"re(\{"(task|op)":.*\}|[A-Za-z0-9+/]+=*|[a-z]+ \d+)re"},
      {"server_list", R"re((\d+(\.\d+){3}:\d+[|;,]?){2,6}|[0-9a-f]+|[A-Za-z0-9+/]+=*)re"},
      {"amplification", R"re(.{200,})re"},
      {"spelled_bytes", R"re([ -~]{24,})re"},
      {"other_alphabet", R"re((?s).{12,})re"},
      {"framed_data", R"re(.{12,})re"},
      {"powershell_command",
       R"re((?i).*(-e|iex|invoke-expression|nslookup|start-process|frombase64string|add-mp|bitstransfer|set-exec|expand-archive|resolve-dnsname).*)re"},
      {"windows_command",
       R"re((certutil|mshta|rundll32|regsvr32|cmd|schtasks|bitsadmin|wmic|task|msiexec|for)[ =a-z].*)re"},
      {"shell_command", R"re((curl|wget|bash|python3|echo|nohup|nc) .*)re"},
      {"script_command", R"re(.*(eval|<script>|ActiveXObject).*)re"},
      {"exploit_string",
       R"re((?s).*(\$\{jndi:|\(\) \{|<|DROP TABLE|\'=\'1\'|\.\./|\$\(|`|; |\| |&& |\n).*)re"},
      {"evasion_prefix", R"re((?s).{9,})re"},
      {"evasion_frame", R"re((?s).{9,})re"},
      {"evasion_suffix", R"re((?s).{8,}( |; ?)\S?.*)re"},
      {"evasion_infix", R"re((?is)v=spf1.* .{8,})re"},
      {"evasion_mechanisms", R"re(v=spf1( (include|a):[0-9a-z]+(\.\S+)?)+ -all)re"}};
  return *shapes;
}

class GrammarTest : public testing::TestWithParam<Kind> {};

TEST_P(GrammarTest, WritesTextsOfItsShapeThatDiffer) {
  const Kind& kind = GetParam();
  const auto shape = Shapes().find(kind.name);
  ASSERT_NE(shape, Shapes().end()) << "no expression for " << kind.name;
  // Latin-1, so that any byte is a character.
  const RE2 expression(shape->second, RE2::Latin1);
  ASSERT_TRUE(expression.ok()) << expression.error();
  Rng rng(99);
  std::set<std::string> texts;
  for (int i = 0; i < kDrawsPerKind; ++i) {
    const std::string text = kind.draw(rng).text;
    EXPECT_TRUE(RE2::FullMatch(text, expression)) << text;
    texts.insert(text);
  }
  // The kind with the fewest forms is the policy of DKIM.
  EXPECT_GE(texts.size(), 8u);
}

INSTANTIATE_TEST_SUITE_P(Kinds, GrammarTest, testing::ValuesIn(Generator(1).kinds()),
                         [](const auto& test) { return std::string(test.param.name); });

// Behind a key of a vendor a token in the vendor's shape would be a proof of ownership like any
// other, which the label would then contradict.
TEST(Grammars, NoEvasionIsAWellFormedRecordOfAKnownKind) {
  Rng rng(5);
  for (int i = 0; i < 2000; ++i) {
    const Kind& kind = EvasionKinds()[rng.Below(EvasionKinds().size())];
    // A payload in the labels of host names is what only the model can tell.
    if (std::string(kind.name) == "evasion_mechanisms") continue;
    const std::string text = kind.draw(rng).text;
    EXPECT_FALSE(IsKnownRecord(text)) << kind.name << ": " << text;
  }
}

// The grammars and the matchers of core/rules were written apart; here each checks the other.
TEST(Grammars, RecordsOfStructuredKindsAreKnown) {
  const Generator generator(1);
  for (const char* const name :
       {"spf", "sender_id", "dkim", "dmarc", "mta_sts", "tls_rpt", "google", "microsoft",
        "facebook", "apple", "atlassian", "docusign", "vercel", "zoho", "keybase", "discord",
        "atproto", "dnslink", "external_dns"}) {
    int known = 0;
    Rng rng(6);
    for (const Kind& kind : generator.kinds()) {
      if (std::string(kind.name) != name) continue;
      for (int i = 0; i < kDrawsPerKind; ++i) known += IsKnownRecord(kind.draw(rng).text) ? 1 : 0;
    }
    EXPECT_GE(known, kDrawsPerKind * 8 / 10) << name;
  }
}

TEST(Grammars, LabelsOfAGroupAreThoseItsHeaderNames) {
  for (const auto group : {MailKinds(), VerificationKinds(), ServiceKinds(), PlainTextKinds()}) {
    for (const Kind& kind : group) EXPECT_EQ(kind.label, 0) << kind.name;
  }
  for (const auto group : {HarmlessUnknownKinds(), TunnelKinds(), PayloadKinds(), EncodedKinds(),
                           CommandKinds(), EvasionKinds()}) {
    for (const Kind& kind : group) EXPECT_EQ(kind.label, 1) << kind.name;
  }
}

}  // namespace
}  // namespace txtsentry::train
