#include "core/metrics/names.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"
#include "core/base/utf8.h"

namespace txtsentry::metrics {
namespace {

bool IsName(std::string_view name, bool colons) {
  const auto allowed = [colons](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || (colons && c == ':');
  };
  return !name.empty() && static_cast<int>(name.size()) <= kNameBytesMax &&
         !absl::ascii_isdigit(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), allowed);
}

// A refused name as it may stand in a message.
std::string Shown(std::string_view name) {
  return absl::CHexEscape(std::string(name.substr(0, kNameBytesMax)));
}

std::string Escape(std::string_view text, bool quotes) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || (quotes && c == '"')) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

absl::Status CheckMetricName(std::string_view name) {
  if (IsName(name, /*colons=*/true)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrFormat("metric \"%s\": a name is [a-zA-Z_:][a-zA-Z0-9_:]* of at most %d bytes",
                      Shown(name), kNameBytesMax));
}

absl::Status CheckLabelName(std::string_view metric, std::string_view label) {
  if (IsName(label, /*colons=*/false) && label.substr(0, 2) != "__" && label != "le") {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrFormat(
      "metric \"%s\": label \"%s\" is not [a-zA-Z_][a-zA-Z0-9_]* of at most %d bytes, or is "
      "reserved",
      metric, Shown(label), kNameBytesMax));
}

absl::Status CheckLabelValue(std::string_view metric, std::string_view label,
                             std::string_view value) {
  if (static_cast<int>(value.size()) > kLabelValueBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrFormat("metric \"%s\": label \"%s\" value bytes=%d exceed bytes_max=%d", metric,
                        label, value.size(), kLabelValueBytesMax));
  }
  if (!base::IsValidUtf8(value)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "metric \"%s\": label \"%s\" has a value that is not UTF-8", metric, label));
  }
  return absl::OkStatus();
}

std::string EscapeLabelValue(std::string_view value) { return Escape(value, /*quotes=*/true); }

std::string EscapeHelp(std::string_view help, bool escape_quotes) {
  return Escape(help, escape_quotes);
}

}  // namespace txtsentry::metrics
