#include "core/verdict/execution_strings.h"

#include <re2/set.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "core/verdict/ascii.h"
#include "core/verdict/bytewise_re2.h"

namespace txtsentry::verdict {
namespace {

constexpr int64_t kRulesBytesMax = 32 << 20;

RE2::Options RuleOptions() {
  RE2::Options options = BytewiseOptions(kRulesBytesMax);
  options.set_dot_nl(true);
  return options;
}

constexpr std::string_view kSplitters = "^`'\"+";

// Without the marks that shells skip inside of a word: ^ and `, paired quotes, and the + between
// two quoted halves.
std::string WithoutSplitters(std::string_view text) {
  std::string joined;
  joined.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (kSplitters.find(text[i]) == std::string_view::npos) {
      joined += text[i];
      continue;
    }
    size_t end = i;
    while (end < text.size() && kSplitters.find(text[end]) != std::string_view::npos) ++end;
    const bool inside_word =
        !joined.empty() && IsAlnum(joined.back()) && end < text.size() && IsAlnum(text[end]);
    if (!inside_word) joined.append(text.substr(i, end - i));
    i = end - 1;
  }
  return joined;
}

}  // namespace

struct ExecutionStrings::Rules {
  Rules() : set(RuleOptions(), RE2::UNANCHORED) {}

  RE2::Set set;
};

ExecutionStrings::ExecutionStrings() {
  auto rules = std::make_unique<Rules>();
  for (const ExecutionRule& rule : ExecutionRules()) {
    std::string error;
    if (rules->set.Add(rule.expression, &error) < 0 && status_.ok()) {
      status_ = absl::InternalError(absl::StrFormat("execution rule %s: %s", rule.name, error));
    }
  }
  if (!rules->set.Compile() && status_.ok()) {
    status_ = absl::InternalError("the execution rules take more memory than their bound");
  }
  rules_ = std::move(rules);
}

ExecutionStrings::~ExecutionStrings() = default;

std::string_view ExecutionStrings::FindAsIs(std::string_view text) const {
  std::vector<int> found;
  if (!rules_->set.Match(re2::StringPiece(text.data(), text.size()), &found)) return {};
  return ExecutionRules()[*std::min_element(found.begin(), found.end())].name;
}

std::string_view ExecutionStrings::Find(std::string_view text) const {
  if (!status_.ok()) return {};
  const std::string_view found = FindAsIs(text);
  if (!found.empty() || text.find_first_of(kSplitters) == std::string_view::npos) return found;
  const std::string joined = WithoutSplitters(text);
  return joined.size() == text.size() ? std::string_view() : FindAsIs(joined);
}

}  // namespace txtsentry::verdict
