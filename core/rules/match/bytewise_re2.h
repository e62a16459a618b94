// RE2 options and matching functions for regular expressions over bytes, case-insensitive for
// ASCII.
#ifndef TXTSENTRY_CORE_RULES_MATCH_BYTEWISE_RE2_H_
#define TXTSENTRY_CORE_RULES_MATCH_BYTEWISE_RE2_H_

#include <re2/re2.h>

#include <cstdint>
#include <string_view>

namespace txtsentry::rules {

// `bytes_max` limits the memory of an expression's program and cached automaton states.
inline RE2::Options BytewiseOptions(int64_t bytes_max = RE2::Options::kDefaultMaxMem) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_case_sensitive(false);
  options.set_never_capture(true);
  options.set_log_errors(false);
  options.set_max_mem(bytes_max);
  return options;
}

inline bool IsWhole(const RE2& expression, std::string_view text) {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), expression);
}

}  // namespace txtsentry::rules

#endif  // TXTSENTRY_CORE_RULES_MATCH_BYTEWISE_RE2_H_
