// Names in client certificates, and lists of allowed names.
#ifndef TXTSENTRY_SERVER_SECURITY_PEER_NAMES_H_
#define TXTSENTRY_SERVER_SECURITY_PEER_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::server {

// The subject alternative names of a verified certificate, by kind. The subject's common name is
// not included, because its kind is undefined.
struct PeerNames {
  std::vector<std::string> uri;  // spiffe://cluster.local/ns/siem/sa/shipper
  std::vector<std::string> dns;
  std::vector<std::string> email;
  std::vector<std::string> ip;

  // The first name in the order above; empty if there is none.
  std::string_view First() const;
};

// Thread-compatible; immutable after Parse.
class NameList {
 public:
  // The kind of an entry: with "://" a URI, with "@" an email address, of hex digits and colons or
  // four numbers an IP address, else a DNS name. An entry only matches names of its kind, so that a
  // DNS name cannot pass for a URI. DNS names match case-insensitively. A URI that ends in "/*"
  // matches every URI with that prefix. InvalidArgument for an empty entry or a "*" anywhere else.
  static absl::StatusOr<NameList> Parse(const std::vector<std::string>& entries);

  bool empty() const { return entries_.empty(); }
  bool Matches(const PeerNames& names) const;

 private:
  enum class Kind { kUri, kDns, kEmail, kIp };
  struct Entry {
    Kind kind;
    std::string name;     // Lower case for DNS names; without "*" for prefixes.
    bool prefix = false;  // Only for URIs.
  };
  static Kind KindOf(std::string_view entry);
  static bool Matches(const Entry& entry, const PeerNames& names);

  std::vector<Entry> entries_;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_SECURITY_PEER_NAMES_H_
