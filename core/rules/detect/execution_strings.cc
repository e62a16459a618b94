#include "core/rules/detect/execution_strings.h"

#include <string>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/rules/detect/execution_rules.h"
#include "core/rules/match/ascii.h"
#include "core/rules/match/byte_set.h"
#include "core/rules/match/bytewise_re2.h"

namespace txtsentry::rules {
namespace {

// Memory for the automaton of all rules and its cached states.
constexpr int64_t kRulesBytesMax = 16 << 20;

RE2::Options RuleOptions() {
  RE2::Options options = BytewiseOptions(kRulesBytesMax);
  options.set_dot_nl(true);
  return options;
}

constexpr ByteSet kSplitters("^`'\"+");

// Removes characters that shells ignore inside a word: ^ and `, paired quotes, and the + between
// two quoted parts.
std::string WithoutSplitters(std::string_view text) {
  std::string joined;
  joined.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (!kSplitters.Has(text[i])) {
      joined += text[i];
      continue;
    }
    size_t end = i;
    while (end < text.size() && kSplitters.Has(text[end])) ++end;
    const bool inside_word =
        !joined.empty() && IsAlnum(joined.back()) && end < text.size() && IsAlnum(text[end]);
    if (!inside_word) joined.append(text.substr(i, end - i));
    i = end - 1;
  }
  return joined;
}

}  // namespace

ExecutionStrings::ExecutionStrings() : patterns_(RuleOptions(), MatchOf::kAnyPart) {
  for (const ExecutionRule& rule : ExecutionRules()) {
    if (const absl::Status added = patterns_.Add(rule.expression); !added.ok()) {
      status_.Update(absl::InternalError(
          absl::StrFormat("execution rule %s: %s", rule.name, std::string(added.message()))));
    }
  }
  status_.Update(base::WithPrefix("execution rules", patterns_.Compile()));
}

std::string_view ExecutionStrings::FindAsIs(std::string_view text) const {
  // Most texts match nothing, and MatchesAny is faster than Matches.
  if (!patterns_.MatchesAny(text)) return {};
  return ExecutionRules()[patterns_.Matches(text).front()].name;
}

std::string_view ExecutionStrings::Find(std::string_view text) const {
  if (!status_.ok()) return {};
  const std::string_view found = FindAsIs(text);
  if (!found.empty() || !kSplitters.HasAnyOf(text)) return found;
  const std::string joined = WithoutSplitters(text);
  return joined.size() == text.size() ? std::string_view() : FindAsIs(joined);
}

}  // namespace txtsentry::rules
