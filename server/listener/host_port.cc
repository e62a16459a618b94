#include "server/listener/host_port.h"

#include <charconv>

#include "absl/strings/str_format.h"

namespace txtsentry::server {
namespace {

constexpr int kPortMax = 65'535;

}  // namespace

absl::StatusOr<HostPort> ParseHostPort(std::string_view text) {
  const size_t colon = text.rfind(':');
  HostPort out;
  bool good = colon != std::string_view::npos;
  if (good) {
    std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
    good = error == std::errc() && end == digits.data() + digits.size() && out.port >= 0 &&
           out.port <= kPortMax;
    const bool brackets = host.size() >= 2 && host.front() == '[' && host.back() == ']';
    if (brackets) host = host.substr(1, host.size() - 2);
    // In an IPv6 address without brackets, the start of the port would be ambiguous.
    good = good && !host.empty() && (brackets || host.find(':') == std::string_view::npos);
    out.host = std::string(host);
  }
  if (!good) {
    return absl::InvalidArgumentError(
        absl::StrFormat("\"%s\" is not HOST:PORT or [ADDRESS]:PORT", std::string(text)));
  }
  return out;
}

}  // namespace txtsentry::server
