#include "core/rules/detect/execution_rules.h"

namespace txtsentry::rules {
namespace {

// \b prevents matches of short names inside encoded text. "IEX" alone is three letters that occur
// in base64 by chance, so its rule requires the surrounding syntax of a command.
constexpr ExecutionRule kRules[] = {
    {"powershell_encoded", R"((?:powershell|pwsh)\S*\s.*[-/]e(?:c|nc|ncodedcommand)?\s)"},
    {"invoke_expression",
     R"(invoke-expression|(?:^|[)"
     R"(|;&({=\s'"])\s*[&.]?\s*\(?['"]?iex['"]?\)?\s*(?:[($&@'"\\;.|]|\s[$('"\[\w&.-]|$))"},
    {"download_string",
     R"(download(?:string|data|file)\s*\(|net\.webclient|invoke-(?:webrequest|restmethod))"
     R"(|start-bitstransfer)"
     R"(|\b(?:iwr|irm)\b\s*['"(-]*\s*(?:-\w+\s+)*['"]?https?:)"},
    {"powershell",
     R"(\b(?:powershell|pwsh)(?:\.exe)?\s*(?:\s[-/]\w|[(&|]|\s["'$]|\s\S+\.ps1))"
     R"(|\bpowershell\.exe\b|\bfrombase64string\b|\[(?:system\.)?(?:text\.encoding|convert)"
     R"(|reflection\.assembly|net\.\w+)\])"},
    {"powershell_cmdlet",
     R"(\b(?:get-(?:wmiobject|process|service|childitem|content|ciminstance|item))"
     R"(|start-(?:process|sleep|job)|new-object|set-(?:itemproperty|executionpolicy))"
     R"(|invoke-\w{3,20}|resolve-dnsname|foreach-object|write-output|add-type)\b)"},
    {"nslookup_cradle",
     R"(\bnslookup\b.*-(?:q|query|type|querytype)\s*=|\bdig\s+.*\btxt\b.*[|`)])"},
    {"cmd_exe", R"(\bcmd(?:\.exe)?\s*/[ckrv]\b|\bcmd\.exe\b|%comspec%|[=+@-]cmd\|)"},
    {"mshta", R"(\bmshta(?:\.exe)?\b)"},
    {"certutil", R"(\bcertutil(?:\.exe)?\s*[-/"])"},
    {"regsvr32", R"(\bregsvr32(?:\.exe)?\b)"},
    {"rundll32", R"(\brundll32(?:\.exe)?\b)"},
    {"bitsadmin", R"(\bbitsadmin(?:\.exe)?\b)"},
    {"forfiles", R"(\bforfiles(?:\.exe)?\s+/[pmscd]\s)"},
    {"wscript", R"(\b[wc]script(?:\.exe)?\s+[/"\\%\w]|wscript\.(?:shell|createobject))"
                R"(|createobject\s*\(|activexobject)"},
    {"wmic", R"(\bwmic(?:\.exe)?\s+\S+|\bmsiexec(?:\.exe)?\s+[-/])"},
    {"scheduled_task",
     R"(\bschtasks(?:\.exe)?\s+/|\breg(?:\.exe)?\s+add\s|\bsc(?:\.exe)?\s+create\s)"
     R"(|\bnet(?:\.exe)?\s+(?:user|localgroup)\s|\bvssadmin\b|\bcurrentversion\\run\b)"},
    {"fetch_pipe_shell",
     R"(\b(?:curl|wget|fetch)\b[^|;&]*[|;&]+\s*(?:sudo\s+)?(?:/\w+/)*(?:(?:ba|z|da|k|a)?sh)"
     R"(|python[23]?|perl|php|ruby|node|bash)\b)"},
    {"fetch", R"(\b(?:curl|wget)(?:\.exe)?\s+(?:-\S+\s+)*['"]?(?:https?|ftp)://|\b(?:curl)"
              R"(|wget)(?:\.exe)?\s+-)"},
    {"shell_substitution",
     R"((?:\b(?:ba|z|da|k|a)?sh|\beval)\s+(?:-\w+\s+)?['"]?(?:<\(|\$\(|`)|\b(?:ba|z|da|k)"
     R"(|a)?sh\s+-[ic]+\b)"},
    {"dev_tcp", R"(/dev/(?:tcp|udp)/)"},
    {"netcat",
     R"(\b(?:nc|ncat|netcat|socat)\s+(?:-\w+\s+){0,3}(?:-[elvnp]+\b|exec:|tcp:)|\bmkfifo\b)"},
    {"base64_pipe_shell",
     R"(\bbase64\s+(?:-d|-D|--decode)\b|\bopenssl\s+(?:enc|base64)\s+-\w*d|\bxxd\s+-r\b)"},
    {"python_exec", R"(\b(?:python[23]?(?:\.\d+)?|perl|ruby|php|node|lua)\s+-[cer]+\b|\bexec\s*\()"
                    R"(|__import__\s*\(|\bos\.system\s*\(|\bsubprocess\.|\bmarshal\.loads\b)"},
    {"script_eval",
     R"(\beval\s*\(|\batob\s*\(|\bfromcharcode\s*\(|\bunescape\s*\(|new\s+function\s*\()"
     R"(|child_process|\brequire\s*\(\s*['"])"},
    {"script_tag",
     R"(<\s*/?\s*script|<\s*i?frame\b|<\s*(?:img|svg|body|object|embed|input|video|audio|a)"
     R"(|meta|link|form|marquee)\b[^>]*\b(?:on\w{3,20}\s*=|javascript:|src\s*=|http-equiv))"
     R"(|javascript\s*:|\bonerror\s*=|document\.(?:cookie|write|location)|<\?(?:php|=))"
     R"(|<!(?:entity|doctype|\[cdata)\b|<!--\s*#)"},
    {"jndi_lookup", R"(\$\{[^}]*(?:jndi|lower:|upper:|env:|sys:|::-)|ldap:|rmi:)"},
    {"template_expression",
     R"(\$\{[^}]*[(*.][^}]*\}|[%#]\{\s*[(#'"\w]+\s*[.=(][^}]*\}|\{\{[^}]*[*(|_.][^}]*\}\})"
     R"(|\{%.+%\})"},
    {"shellshock", R"(\(\s*\)\s*\{\s*:?\s*;?\s*\}\s*;)"},
    {"shell_command",
     R"((?:^|[;&|`\n]|\$\()\s*(?:sudo\s+)?(?:/(?:usr/)?s?bin/)?(?:cat|ls|id|whoami|uname)"
     R"(|ping|sleep|rm|cp|mv|chmod|chown|crontab|echo|kill|nohup|ifconfig|ipconfig)"
     R"(|hostname|systeminfo|tasklist|netstat|nslookup|touch|mkdir|killall|pkill|apt-get)"
     R"(|yum|dpkg|systemctl)(?:\s+[-/.~$"'\w|]|\s*$|\s*[;|&>])|\bsleep\s+\d{2,7}s?\s*(?:$)"
     R"(|[;&|])|^\s*`[^`]+`\s*$|\bchmod\s+(?:\+x|[0-7]{3,4})\b|\bwhoami\b\s*(?:/all|[;|&]))"
     R"(|\bipconfig\s+/all|/etc/(?:passwd|shadow|crontab)\b|\.\.[/\\]\.\.[/\\])"},
    {"sql_injection", R"('\s*(?:or|and)\s+['"\d(]|\bunion\s+(?:all\s+)?select\b|;\s*(?:drop|alter)"
                      R"(|truncate)\s+table\b|\bxp_cmdshell\b|\bwaitfor\s+delay\b)"},
    {"program_path",
     R"(%(?:appdata|temp|tmp|public|programdata|userprofile|systemroot|windir)%|\$env:\w+)"
     R"(|\b[a-z]:\\+(?:users|windows|programdata|temp)\\|\\\\[a-z][\w.-]{3,}(?:@\d+|@ssl)?\\+\w)"
     R"(|\bhttps?://\S+\.(?:exe|dll|ps1|vbs|hta|bat|scr|msi|jar|sh|elf|bin)\b)"},
    {"tasking", R"((?:^|[;&{,"'\s])(?:cmd|exec|run|shell|command|task)"
                R"(|action)["']?\s*[=:]\s*["']?(?:download|exec|run|shell|update|upload|sleep|kill)"
                R"(|install|start|inject|persist|exfil|dl|upd)\b)"},
};

}  // namespace

absl::Span<const ExecutionRule> ExecutionRules() { return kRules; }

}  // namespace txtsentry::rules
