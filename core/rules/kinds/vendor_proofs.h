// Finds the vendor of an ownership proof of the form key=value.
#ifndef TXTSENTRY_CORE_RULES_KINDS_VENDOR_PROOFS_H_
#define TXTSENTRY_CORE_RULES_KINDS_VENDOR_PROOFS_H_

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "core/rules/kinds/vendor_table.h"

namespace txtsentry::rules {

// The name of a proof of a vendor that is not in the table.
inline constexpr std::string_view kAnyVendor = "any_vendor";

// Thread-safe: constant after construction.
class VendorProofs {
 public:
  explicit VendorProofs(absl::Span<const VendorProof> table);

  // Returns the name of the vendor's row if `text` is a complete, well-formed proof. The name is
  // the row's key with _ for every character that is not a letter or digit. Returns kAnyVendor for
  // a key that is in no row but mentions verification, validation, ownership, confirmation or a
  // challenge, if the value is an issued token (token_shape.h). Otherwise returns empty: a key of
  // the table is accepted only with its own values. Ignores spaces around the separator and treats
  // = and : as equal. Reads at most the first 400 bytes; longer texts are not proofs.
  std::string_view Find(std::string_view text) const;

  // Whether `text` starts as a listed vendor's proof and its value is the vendor's with a typing
  // error: a few characters too many or too few, of the vendor's alphabet and with letters that
  // exclude plain hexadecimal digits. If the table does not list all of the vendor's forms, any
  // plausible token is accepted. `text` must have no spaces.
  bool IsNearMiss(std::string_view text) const;

  // Whether `text` is a proof key (IsProofKey) with a plausible token.
  static bool HasPlausibleToken(std::string_view text);

  // Returns the prefixes of all proofs (keys with their separators), each with the name that Find
  // returns.
  std::vector<std::pair<std::string, std::string_view>> Prefixes() const;

 private:
  struct KeyValue {
    std::string_view key;  // Empty if the text has another form.
    std::string_view value;
  };

  static KeyValue Split(std::string_view text);

  struct Vendor {
    std::string name;
    std::vector<const VendorProof*> rows;
  };

  std::unordered_map<std::string, Vendor> vendors_;  // By key.
};

// Whether `key` mentions verification or a similar word, as in vendors' record names.
bool IsProofKey(std::string_view key);

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_KINDS_VENDOR_PROOFS_H_
