// Every kind writes what its name says: each has an expression that its whole text must match.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <map>
#include <set>
#include <string>

#include "train/generator.h"
#include "train/grammars/kind.h"

namespace txtsentry::train {
namespace {

constexpr int kDrawsPerKind = 400;

const std::map<std::string, std::string>& Shapes() {
  static const auto* const shapes = new std::map<std::string, std::string>{
      {"spf", R"((?i)v=spf1 {0,2}.*)"},
      {"sender_id", R"(spf2\.0/(mfrom,)?pra( \S+)+ [-~?+]all)"},
      {"dkim", R"(((v=DKIM1|h=sha256|k=(rsa|ed25519)|t=[sy]|s=email); ?)*p=[A-Za-z0-9+/ ]+=*;?)"},
      {"dkim_policy", R"(o=-|(t=y; )?o=~|dkim=(all|unknown|discardable)|v=DKIM1; (k=rsa; )?p=)"},
      {"dmarc", R"(v=(DMARC1|dmarc1); ?p=(none|quarantine|reject)(; ?[a-z]+=[^;]+)*;?)"},
      {"mta_sts", R"(v=STSv1; ?id=[a-z0-9]{8,32};?)"},
      {"tls_rpt", R"(v=TLSRPTv1; ?rua=(mailto:|https?://)[^;]+;?)"},
      {"bimi", R"(v=BIMI1; ?l=https?://[^;]+\.svg(; ?a=[^;]*)?;?)"},
      {"mail_forwarding", R"((forward-email|mailconf|mailtie|forward-domain)=\S+)"},
      {"mail_mistake", R"((MS=ms|google-site-verification=|_dmarc|\S+\._domainkey=|(=|i)?).*)"},
      {"vendor_verification", R"([A-Za-z0-9_.-]+[=:._-] ?[A-Za-z0-9+/_-]+=?)"},
      {"google", R"(google-site-verification(=|: )[A-Za-z0-9_-]{43})"},
      {"microsoft", R"((MS|ms)=(ms\d{7,9}|[0-9a-fA-F]{40})|ms-domain-verification=[0-9a-f-]{36})"},
      {"facebook", R"(facebook-domain-verification=[a-z0-9]{30})"},
      {"apple", R"(apple-domain(-verification)?=[A-Za-z0-9]{16})"},
      {"atlassian", R"(atlassian-domain-verification=[A-Za-z0-9+/]{64})"},
      {"docusign", R"(docusign=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})"},
      {"vercel", R"((_vercel=)?vc-domain-verify=[a-z0-9.-]+,[0-9a-f]{20})"},
      {"zoho", R"(zoho-verification=zb\d{8}\.zmverify\.zoho\.[a-z.]+)"},
      {"salesforce",
       R"(SFMC-[A-Za-z0-9_-]{40}|(pardot\d{6}|sending_domain\d{7})=[0-9a-f]{64})"},
      {"keybase", R"(keybase-site-verification=[A-Za-z0-9_-]{43})"},
      {"discord", R"(dh=[0-9a-f]{40})"},
      {"atproto", R"(did=did:(plc:[a-z2-7]{24}|web:[a-z0-9.-]+))"},
      {"general_verification",
       R"([a-z0-9-]+[-_]?(verif|valid|ownership|challenge|confirmation)[a-z0-9-]*( = |=|: ?)\S+)"},
      {"owner_name_glued", R"(([a-z0-9.-]+|_vercel|_discord|_atproto|@)=.+)"},
      {"dnslink", R"(dnslink=/(ipfs|ipns)/[A-Za-z0-9.-]+)"},
      {"external_dns",
       R"(heritage=external-dns,external-dns/owner=\S+,external-dns/resource=(ingress|service|crd)/\S+)"},
      {"service_discovery", R"((txtvers|model|id|rpBA)=.*)"},
      {"attribute", R"([a-z]+=[a-z0-9-]+([; ][a-z]+=[a-z0-9-]+)*)"},
      {"url", R"(([a-z]+=|.* )?https?://\S+)"},
      {"ipv4", R"(\d+(\.\d+){3}(/\d+)?( \d+(\.\d+){3})*)"},
      {"lookup_answer",
       R"(\d+ \| [0-9./]+ \| [A-Z]{2} \| .*|0\.\d+\.\d+(:\d+){7}|https://www\..*|[123] (OK|U.*))"},
      {"hex_token", R"([0-9a-f]{8,80}|[0-9A-F]{64})"},
      {"mixed_token", R"([A-Za-z0-9_+/-]{8,88}=*)"},
      {"uuid_token", R"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})"},
      {"plain_number", R"(\d{1,14})"},
      {"single_word", R"(\.?[A-Za-z0-9-]+)"},
      {"prose", R"(\S+( \S+)+)"},
      {"bare_host_name", R"([a-z0-9_-]+(\.[a-z0-9-]+)+\.?)"},
      {"contact", R"(\S+@\S+|[0-9a-f:]+)"},
      {"resource_name", R"(arn:aws:iam::\d{12}:role/[a-z0-9-]+-CrossAccountRole-[A-Z0-9]{13}|[a-z]+:[a-z0-9-]+:\d+)"},
      {"json", R"(\{("[a-z]+":("[a-z0-9-]+"|\d+)(, ?)?)+\})"},
      {"key_half", R"([A-Za-z0-9+/]{120,220}IDAQAB;?)"},
      {"pem", R"(-----BEGIN ([A-Z ]+)----- [A-Za-z0-9+/]+ -----END ([A-Z ]+)-----)"},
      {"binary", R"((?s).{20,124})"},
      {"dnscat2", R"(([0-9a-f]{2}){9,120})"},
      {"iodine", R"((?s)t[a-z0-5]+|[su][A-Za-z0-9+_-]+|[vr].+)"},
      {"dns2tcp", R"(A[A-Za-z0-9+/]+)"},
      {"shuffled_alphabet", R"([A-Za-z0-9+/]{32,240})"},
      {"base32_channel", R"([A-Z2-7]+|[a-z2-7]+)"},
      {"beacon", R"([A-Za-z0-9+/]+=*|v=A9F466E8,p=([0-9a-f]{2})+)"},
      {"file_chunk", R"([!-~]{30,255})"},
      {"script_chunk", R"([A-Za-z0-9+/]+=*)"},
      {"compressed_chunk", R"((H4sI)?[A-Za-z0-9+/]+=*)"},
      {"tasking", R"(\{"(id|cmd)":.*\}|[A-Za-z0-9+/]+=*|[a-z]+ \d+)"},
      {"server_list", R"((\d+(\.\d+){3}:\d+[|;,]?){2,6}|[0-9a-f]+|[A-Za-z0-9+/]+=*)"},
      {"amplification", R"(.{200,})"},
      {"powershell_command",
       R"((?i).*(-e|iex|invoke-expression|nslookup|start-process|frombase64string).*)"},
      {"windows_command",
       R"((certutil|mshta|rundll32|regsvr32|cmd|schtasks|bitsadmin|wmic)[ =].*)"},
      {"shell_command", R"((curl|wget|bash|python3|echo|nohup|nc) .*)"},
      {"script_command", R"(.*(eval|<script>|ActiveXObject).*)"},
      {"exploit_string", R"(.*(\$\{jndi:|\(\) \{|<|DROP TABLE|'='1'|\.\./|\$\(|`).*)"},
      {"evasion_prefix", R"((?s).{24,})"},
      {"evasion_frame", R"((?s).{24,}( |; ).*)"},
      {"evasion_suffix", R"((?s).{24,}( |; )\S.*)"},
      {"evasion_infix", R"((?is)v=spf1.* .{24,})"},
      {"evasion_mechanisms", R"(v=spf1( (include|a):[0-9a-z]+(\.\S+)?)+ -all)"}};
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
                         [](const auto& info) { return std::string(info.param.name); });

// Behind a key of a vendor a short token would be a proof of ownership like any other, which the
// label would then contradict.
TEST(Grammars, EvasionsCarryMoreThanATokenCouldBe) {
  Rng rng(5);
  for (int i = 0; i < 2000; ++i) {
    const Kind& kind = EvasionKinds()[rng.Below(EvasionKinds().size())];
    const std::string text = kind.draw(rng).text;
    if (text.find(' ') == std::string::npos) EXPECT_GE(text.size(), 100u) << text;
  }
}

TEST(Grammars, LabelsOfAGroupAreThoseItsHeaderNames) {
  for (const auto group : {MailKinds(), VerificationKinds(), ServiceKinds()}) {
    for (const Kind& kind : group) EXPECT_EQ(kind.label, 0) << kind.name;
  }
  for (const auto group :
       {HarmlessUnknownKinds(), TunnelKinds(), PayloadKinds(), CommandKinds(), EvasionKinds()}) {
    for (const Kind& kind : group) EXPECT_EQ(kind.label, 1) << kind.name;
  }
}

}  // namespace
}  // namespace txtsentry::train
