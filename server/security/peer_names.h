// The names in a client's certificate, and lists of those that may call.
#ifndef TXTSENTRY_SERVER_SECURITY_PEER_NAMES_H_
#define TXTSENTRY_SERVER_SECURITY_PEER_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace txtsentry::server {

// The subject alternative names of a verified certificate, by kind. The subject's common name is
// not among them: nothing says what kind of name it is.
struct PeerNames {
  std::vector<std::string> uri;  // spiffe://cluster.local/ns/siem/sa/shipper
  std::vector<std::string> dns;
  std::vector<std::string> email;
  std::vector<std::string> ip;

  // The first name, in the order above; empty when there is none.
  std::string_view First() const;
};

// Thread-compatible; immutable after Parse.
class NameList {
 public:
  // An entry with "://" is a URI, with "@" an email address, made of hex digits and colons or of
  // four numbers an IP address, anything else a DNS name; it matches names of its kind alone, so
  // that a certificate cannot pass a DNS name off as a URI. DNS names match without regard to case.
  // A URI that ends in "/*" matches what begins with the rest. InvalidArgument for an empty entry
  // or a "*" anywhere else.
  static absl::StatusOr<NameList> Parse(const std::vector<std::string>& entries);

  bool empty() const { return entries_.empty(); }
  bool Matches(const PeerNames& names) const;

 private:
  enum class Kind { kUri, kDns, kEmail, kIp };
  struct Entry {
    Kind kind;
    std::string name;     // A DNS name in lower case; a prefix without its "*".
    bool prefix = false;  // Of a URI.
  };
  static Kind KindOf(std::string_view entry);
  static bool Matches(const Entry& entry, const PeerNames& names);

  std::vector<Entry> entries_;
};

}  // namespace txtsentry::server

#endif  // TXTSENTRY_SERVER_SECURITY_PEER_NAMES_H_
