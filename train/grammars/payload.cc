// Files and scripts delivered in chunks, tasking of implants, server lists, padding for
// amplification.
#include <string>

#include "train/concat.h"
#include "train/encodings.h"
#include "train/grammars/kind.h"
#include "train/names.h"

namespace txtsentry::train {
namespace {

constexpr std::string_view kFileHeads[] = {
    std::string_view("MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0\xb8\0\0\0\0\0\0\0@\0\0\0", 28),
    std::string_view("\x7f"
                     "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0",
                     20),
    std::string_view("PK\3\4\x14\0\0\0\x08\0", 10),
    std::string_view("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", 15),
    std::string_view("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", 18),
    std::string_view("L\0\0\0\1\x14\2\0\0\0\0\0\xc0\0\0\0", 16)};
constexpr const char* kFileParts[] = {
    "kernel32.dll", "LoadLibraryA", "GetProcAddress",
    ".text",        ".rdata",       ".reloc",
    "VirtualAlloc", "user32.dll",   "This program cannot be run in DOS mode.",
    "ExitProcess"};
constexpr const char* kScriptLines[] = {"$list = Get-ChildItem $HOME -Recurse -Filter *.docx",
                                        "$body = ConvertTo-Json $list -Compress",
                                        "Get-LocalUser | Where-Object Enabled | ConvertTo-Csv",
                                        "net group \"Domain Admins\" /domain",
                                        "reg query HKLM\\SYSTEM\\CurrentControlSet\\Services /s",
                                        "$client = [Net.Sockets.TcpClient]::new($target, $port)",
                                        "$stream.Write($bytes, 0, $bytes.Length)",
                                        "if (-not $ok) { exit 1 }",
                                        "foreach ($item in $queue) { Send-Chunk $item }",
                                        "Copy-Item $source \"$env:APPDATA\\sync\"",
                                        "Set-ItemProperty -Path $run -Name Updater -Value $path",
                                        "tasklist /v | findstr /i defender",
                                        "$key = [byte[]](1..32 | % { Get-Random -Max 256 })",
                                        "for i in $(seq 1 20); do ss -tn; done",
                                        "crontab -l | grep -v backup > /tmp/.c",
                                        "cat ~/.ssh/id_rsa | base64 -w0",
                                        "systemctl list-units --type=service",
                                        "import os, socket; s = socket.socket()",
                                        "subprocess.call(['/bin/sh', '-i'])",
                                        "try { & $block } catch { $error.Clear() }"};

// Part of a program: code-like random bytes, runs of one byte, names of imports and sections.
std::string FileStretch(Rng& rng, int bytes) {
  std::string data;
  if (rng.Chance(25)) data = rng.Pick(kFileHeads);
  while (static_cast<int>(data.size()) < bytes) {
    switch (rng.Below(4)) {
      case 0: {
        const int run = rng.Range(4, 40);
        data += std::string(static_cast<size_t>(run), rng.Pick({"\0", "\xcc", "\x90"})[0]);
        break;
      }
      case 1:
        data += rng.Pick(kFileParts);
        data += '\0';
        break;
      default: {
        const int run = rng.Range(8, 60);
        data += rng.Bytes(run);
      }
    }
  }
  return data.substr(0, static_cast<size_t>(bytes));
}

Draft FileChunk(Rng& rng) {
  const int bytes = rng.Range(30, 186);
  const std::string data = FileStretch(rng, bytes);
  std::string text;
  switch (rng.Below(6)) {
    case 0:
    case 1:
      text = HexEncode(data, rng.Chance(75) ? kHexLower : kHexUpper);
      break;
    case 2:
    case 3:
      text = Base64Encode(data);
      break;
    case 4:
      text = Base32Encode(data);
      break;
    default:
      text = Base85Encode(data);
  }
  if (rng.Chance(10)) text = Concat({Number(rng, 0, 900), rng.Pick({"|", ":", " ", "-"}), text});
  return {text.substr(0, 255), Concat({Number(rng, 1, 900), ".", Domain(rng)})};
}

std::string Script(Rng& rng) {
  std::string script;
  for (int lines = rng.Range(2, 9); lines > 0; --lines) {
    script += Concat({rng.Pick(kScriptLines), "\n"});
    if (rng.Chance(30)) script += Concat({"# ", Sentence(rng, 4), "\n"});
  }
  return script;
}

// A script in base64, complete or a section of a longer one.
Draft ScriptChunk(Rng& rng) {
  std::string text = Base64Encode(rng.Chance(25) ? Utf16Le(Script(rng)) : Script(rng));
  if (rng.Chance(50)) text = text.substr(rng.Below(text.size() / 2));
  return {text.substr(0, static_cast<size_t>(rng.Chance(50) ? 255 : 250)),
          Concat({Number(rng, 1, 90), ".", Domain(rng)})};
}

// gzip or raw deflate in base64: a fixed header, then random bytes.
Draft CompressedChunk(Rng& rng) {
  const int bytes = rng.Range(60, 186);
  std::string data;
  if (rng.Chance(50)) data = std::string("\x1f\x8b\x08\0\0\0\0\0\0\3", 10);
  data += rng.Bytes(bytes);
  return {Base64Encode(data).substr(0, 255), Domain(rng)};
}

Draft Tasking(Rng& rng) {
  const char* const task = rng.Pick({"wait", "run", "put", "shell", "fetch", "stop", "sleep"});
  switch (rng.Below(4)) {
    case 0:
      return {Concat({"{\"task\":\"", task, "\",\"args\":[\"", HostLabel(rng),
                      "\"],\"seq\":", Number(rng, 1, 9999), "}"}),
              ""};
    case 1:
      return {Concat({"{\"op\":\"", task, "\",\"data\":\"", Base64Encode(rng.Bytes(24)),
                      "\",\"jitter\":", Number(rng, 1, 60), "}"}),
              ""};
    case 2:
      return {Base64Encode(Concat({task, "|", Number(rng, 1, 1500)})), "init." + Domain(rng)};
    default:
      return {Concat({task, " ", Number(rng, 10, 7200)}), ""};
  }
}

// Server addresses with ports, as plain text or XORed with a key and written in hex.
Draft ServerList(Rng& rng) {
  std::string list;
  const char* const join = rng.Pick({"|", "|", ";", ","});
  for (int count = rng.Range(2, 6); count > 0; --count) {
    list += Concat({Ipv4(rng), ":", rng.Pick({"443", "53", "9001", "8888", "4455", "50050"})});
    if (count > 1) list += join;
  }
  if (rng.Chance(45)) return {list, ""};
  const std::string key = rng.Bytes(4);
  for (size_t i = 0; i < list.size(); ++i) list[i] = static_cast<char>(list[i] ^ key[i % 4]);
  return {rng.Chance(70) ? HexEncode(list) : Base64Encode(list), ""};
}

// Padding of large size: one character, words, digits.
Draft Amplification(Rng& rng) {
  const int count = rng.Range(400, 900);
  switch (rng.Below(6)) {
    case 0:
      return {std::string(static_cast<size_t>(count), static_cast<char>(rng.Range('!', '~'))), ""};
    case 1:
    case 2:
    case 3:
    case 4: {
      std::string text;
      while (text.size() < static_cast<size_t>(count)) text += Sentence(rng, 12) + " ";
      return {text, ""};
    }
    default:
      return {rng.Characters(rng.Chance(50) ? kHexLower : kAlnum, count), ""};
  }
}

constexpr Kind kKinds[] = {{"file_chunk", 1, 36, FileChunk},
                           {"script_chunk", 1, 24, ScriptChunk},
                           {"compressed_chunk", 1, 14, CompressedChunk},
                           {"tasking", 1, 16, Tasking},
                           {"server_list", 1, 20, ServerList},
                           {"amplification", 1, 26, Amplification}};

}  // namespace

absl::Span<const Kind> PayloadKinds() { return kKinds; }

}  // namespace txtsentry::train
