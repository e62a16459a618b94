#include "core/verdict/execution_strings.h"

#include <re2/set.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "core/verdict/ascii.h"
#include "core/verdict/byte_set.h"
#include "core/verdict/bytewise_re2.h"

namespace txtsentry::verdict {
namespace {

constexpr int64_t kRulesBytesMax = 32 << 20;

RE2::Options RuleOptions() {
  RE2::Options options = BytewiseOptions(kRulesBytesMax);
  options.set_dot_nl(true);
  return options;
}

constexpr ByteSet kSplitters("^`'\"+");

// Without the marks that shells skip inside of a word: ^ and `, paired quotes, and the + between
// two quoted halves.
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
  const re2::StringPiece piece(text.data(), text.size());
  // Most texts have none, and that there is none is found without the room for a list.
  std::vector<int> found;
  if (!rules_->set.Match(piece, nullptr) || !rules_->set.Match(piece, &found)) return {};
  return ExecutionRules()[*std::min_element(found.begin(), found.end())].name;
}

std::string_view ExecutionStrings::Find(std::string_view text) const {
  if (!status_.ok()) return {};
  const std::string_view found = FindAsIs(text);
  if (!found.empty() || !kSplitters.HasAnyOf(text)) return found;
  const std::string joined = WithoutSplitters(text);
  return joined.size() == text.size() ? std::string_view() : FindAsIs(joined);
}

}  // namespace txtsentry::verdict
