// Tells a payload that hides behind the mark of a known kind from a record that somebody got wrong.
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
  // `kinds` is borrowed.
  explicit PayloadFinder(const KnownKinds& kinds);
  ~PayloadFinder();
  PayloadFinder(const PayloadFinder&) = delete;
  PayloadFinder& operator=(const PayloadFinder&) = delete;

  // Internal when an expression does not compile.
  absl::Status status() const;

  // Whether `text`, which is no well-formed record of a known kind, bears the mark of one (begins
  // with it, holds it where a word begins, or ends as a mail policy does) and holds besides what
  // does not belong there. What belongs: terms and tags of mail policies, host names, addresses,
  // public keys, whole well-formed records, words and small numbers. The rest counts as payload
  // when it is encoded bytes, has characters of code or raw bytes, or is long. Linear in the text.
  bool HoldsPayload(std::string_view text) const;

 private:
  struct Expressions;

  bool BearsMark(std::string_view text) const;
  bool IsForeign(std::string_view word) const;
  bool IsSlip(std::string_view text) const;
  size_t EndOfWord(std::string_view text, size_t begin) const;

  const KnownKinds& kinds_;
  const std::unique_ptr<const Expressions> expressions_;
};

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_DETECT_PAYLOAD_H_
