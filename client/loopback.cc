#include "client/loopback.h"

#include <arpa/inet.h>

#include <cstdint>
#include <string>

namespace txtsentry::client {
namespace {

bool IsLoopbackIpv4(const std::string& host) {
  constexpr uint32_t kLoopbackNet = 127;
  in_addr address = {};
  return ::inet_pton(AF_INET, host.c_str(), &address) == 1 &&
         ntohl(address.s_addr) >> 24 == kLoopbackNet;
}

bool IsLoopbackIpv6(const std::string& host) {
  in6_addr address = {};
  return ::inet_pton(AF_INET6, host.c_str(), &address) == 1 && IN6_IS_ADDR_LOOPBACK(&address);
}

bool ConsumePrefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

bool IsLoopbackTarget(std::string_view target) {
  for (const std::string_view unix : {"unix:", "unix-abstract:"}) {
    if (ConsumePrefix(target, unix)) return true;
  }
  for (const std::string_view scheme : {"dns:///", "ipv4:", "ipv6:"}) {
    if (ConsumePrefix(target, scheme)) break;
  }
  // Several addresses after ipv4: or ipv6: are not one host and are treated as remote.
  const size_t colon = target.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == target.size()) return false;
  if (target.find_first_not_of("0123456789", colon + 1) != std::string_view::npos) return false;
  std::string host(target.substr(0, colon));
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    return IsLoopbackIpv6(host.substr(1, host.size() - 2));
  }
  return host == "localhost" || IsLoopbackIpv4(host);
}

}  // namespace txtsentry::client
