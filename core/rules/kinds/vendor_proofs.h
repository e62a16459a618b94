// Finds the vendor whose proof of ownership, of the form key=value, a record is.
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

// The name of a proof by a vendor whom the table does not list.
inline constexpr std::string_view kAnyVendor = "any_vendor";

// Thread-safe: constant after construction.
class VendorProofs {
 public:
  explicit VendorProofs(absl::Span<const VendorProof> table);

  // The name of the vendor's row, which is its key with _ for what is no letter or digit, when
  // `text` is a whole, well-formed proof. kAnyVendor for a key that no row has but that speaks of
  // verification, validation, ownership, confirmation or a challenge, when the value is a token as
  // services hand them out. Else empty: a key of the table counts only with its own values. Blanks
  // around the separator do not count, and = and : are each taken for the other. The time is
  // linear in the text's first 400 bytes; longer texts are no proofs.
  std::string_view Find(std::string_view text) const;

  // Whether `text` begins as a listed vendor's proof and its value is the vendor's but for a slip:
  // a few characters too many or too few, of the vendor's alphabet and with the letters that tell
  // it from plain hexadecimal digits; or any plausible token, where the vendor's forms are not all
  // known. `text` has no blanks.
  bool IsNearMiss(std::string_view text) const;

  // Whether `text` is a proof key, as IsProofKey says, and a plausible token.
  static bool HasPlausibleToken(std::string_view text);

  // How records begin, each with the name that Find would give: keys with their separators.
  std::vector<std::pair<std::string, std::string_view>> Prefixes() const;

 private:
  struct KeyValue {
    std::string_view key;  // Empty: the text is of another form.
    std::string_view value;
  };

  static KeyValue Split(std::string_view text);

  struct Vendor {
    std::string name;
    std::vector<const VendorProof*> rows;
  };

  std::unordered_map<std::string, Vendor> vendors_;  // By key.
};

// Whether `key` speaks of verification and the like, as vendors name their records.
bool IsProofKey(std::string_view key);

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_KINDS_VENDOR_PROOFS_H_
