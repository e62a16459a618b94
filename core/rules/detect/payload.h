// Distinguishes a payload hidden behind the prefix of a known kind from a malformed record.
#ifndef TXTSENTRY_CORE_RULES_DETECT_PAYLOAD_H_
#define TXTSENTRY_CORE_RULES_DETECT_PAYLOAD_H_

#include <cstddef>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "core/rules/kinds/known_kinds.h"

namespace txtsentry::rules {

// Thread-safe.
class PayloadFinder {
 public:
  // Borrows `kinds`.
  explicit PayloadFinder(const KnownKinds& kinds);
  ~PayloadFinder();
  PayloadFinder(const PayloadFinder&) = delete;
  PayloadFinder& operator=(const PayloadFinder&) = delete;

  // Internal if an expression does not compile.
  absl::Status status() const;

  // Whether `text`, which is not a well-formed record of a known kind, imitates one and contains a
  // payload. It imitates a kind if it has the kind's prefix at its start or at the start of a word,
  // or if it ends like a mail policy. Expected content is: terms and tags of mail policies, host
  // names, addresses, public keys, complete well-formed records, words and small numbers. Other
  // content counts as payload if it is encoded bytes, contains characters of code or raw bytes, or
  // is long. Linear time.
  bool HoldsPayload(std::string_view text) const;

 private:
  struct Expressions;

  bool ImitatesKnownKind(std::string_view text) const;
  bool IsForeign(std::string_view word) const;
  bool IsSlip(std::string_view text) const;
  size_t EndOfWord(std::string_view text, size_t begin) const;

  const KnownKinds& kinds_;
  const std::unique_ptr<const Expressions> expressions_;
};

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_DETECT_PAYLOAD_H_
