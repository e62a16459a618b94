#include "server/security/peer_names.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

namespace txtsentry::server {
namespace {

bool IsIpAddress(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> address;
  return ::inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

}  // namespace

std::string_view PeerNames::First() const {
  for (const auto* names : {&uri, &dns, &email, &ip}) {
    if (!names->empty()) return names->front();
  }
  return {};
}

NameList::Kind NameList::KindOf(std::string_view entry) {
  if (entry.find("://") != std::string_view::npos) return Kind::kUri;
  if (entry.find('@') != std::string_view::npos) return Kind::kEmail;
  return IsIpAddress(std::string(entry)) ? Kind::kIp : Kind::kDns;
}

absl::StatusOr<NameList> NameList::Parse(const std::vector<std::string>& entries) {
  NameList list;
  for (const std::string& text : entries) {
    Entry entry = {KindOf(text), text, false};
    if (entry.kind == Kind::kDns) absl::AsciiStrToLower(&entry.name);
    if (entry.kind == Kind::kUri && text.size() > 2 && text.substr(text.size() - 2) == "/*") {
      entry.prefix = true;
      entry.name.pop_back();
    }
    if (entry.name.empty() || entry.name.find('*') != std::string::npos) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "name \"%s\": is empty, or has a * that does not end a URI after a /", text));
    }
    list.entries_.push_back(std::move(entry));
  }
  return list;
}

bool NameList::Matches(const Entry& entry, const PeerNames& names) {
  const auto has = [&entry](const std::vector<std::string>& of_kind) {
    return std::find(of_kind.begin(), of_kind.end(), entry.name) != of_kind.end();
  };
  switch (entry.kind) {
    case Kind::kUri:
      return std::any_of(names.uri.begin(), names.uri.end(), [&entry](const std::string& uri) {
        return entry.prefix ? uri.rfind(entry.name, 0) == 0 : uri == entry.name;
      });
    case Kind::kDns:
      return std::any_of(names.dns.begin(), names.dns.end(), [&entry](const std::string& dns) {
        return absl::AsciiStrToLower(dns) == entry.name;
      });
    case Kind::kEmail:
      return has(names.email);
    case Kind::kIp:
      return has(names.ip);
  }
  return false;
}

bool NameList::Matches(const PeerNames& names) const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [&names](const Entry& entry) { return Matches(entry, names); });
}

}  // namespace txtsentry::server
