#include "client/commands/html_text.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "core/base/sha256.h"

namespace txtsentry::client {
namespace {

constexpr const char kBeforePolicy[] = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline')";
constexpr const char kBeforeTitle[] = R"(">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>)";
constexpr const char kCommonStyle[] = R"(</title>
<style>
:root { color-scheme: light dark; --page: #fff; --ink: #1a1a1a; --quiet: #5f5f5f; --line: #d5d5d5; }
@media (prefers-color-scheme: dark) { :root { --page: #161616; --ink: #ececec; --quiet: #a5a5a5;
  --line: #3c3c3c; } }
body { background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif;
  max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.25rem; } h2 { font-size: 1rem; margin-top: 1.5rem; }
)";

// The policy's clause for one inline script, by its hash.
std::string AllowScript(std::string_view script) {
  if (script.empty()) return "";
  const std::string hash = absl::HexStringToBytes(base::Sha256Hex(script));
  return absl::StrCat("; script-src 'sha256-", absl::Base64Escape(hash), "'");
}

}  // namespace

std::string PageHead(std::string_view title, std::string_view style, std::string_view script) {
  return absl::StrCat(kBeforePolicy, AllowScript(script), kBeforeTitle, std::string(title),
                      kCommonStyle, std::string(style), "</style>\n</head>\n<body>\n");
}

std::string EscapeHtml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace txtsentry::client
