#include "core/verdict/execution_strings.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/numeric/bits.h"
#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/verdict/ascii.h"
#include "core/verdict/byte_automaton.h"
#include "core/verdict/byte_set.h"
#include "core/verdict/byte_windows.h"
#include "core/verdict/bytewise_re2.h"
#include "core/verdict/expression_tree.h"
#include "core/verdict/lazy_automaton.h"

namespace txtsentry::verdict {
namespace {

// For one expression's program and the states that its automaton remembers.
constexpr int64_t kRuleBytesMax = 4 << 20;

RE2::Options RuleOptions() {
  RE2::Options options = BytewiseOptions(kRuleBytesMax);
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

// A rule's expression. Thread-safe.
class RuleExpression {
 public:
  explicit RuleExpression(const char* expression) : re2_(expression, RuleOptions()) {}

  bool ok() const { return re2_.ok(); }
  const std::string& error() const { return re2_.error(); }

  void WarmUp() const { Automaton(); }

  bool IsIn(std::string_view text) const {
    const ByteAutomaton* const automaton = Automaton();
    // Without one, which would need too many states, RE2 does all.
    if (automaton != nullptr) return automaton->Matches(text);
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), re2_);
  }

 private:
  const ByteAutomaton* Automaton() const {
    return automaton_.Get([this] { return MakeAutomaton(); });
  }
  absl::StatusOr<ByteAutomaton> MakeAutomaton() const {
    TXTSENTRY_ASSIGN_OR_RETURN(const ExpressionNode tree,
                               ReadExpression(re2_.pattern(), RuleOptions()));
    return ByteAutomaton::Make(tree, ByteAutomaton::Of::kAnyPart);
  }

  const RE2 re2_;
  const LazyAutomaton automaton_;
};

}  // namespace

struct ExecutionStrings::Rules {
  std::vector<std::unique_ptr<const RuleExpression>> expressions;
  ByteWindows windows;

  absl::Status Add(const ExecutionRule& rule) {
    expressions.push_back(std::make_unique<const RuleExpression>(rule.expression));
    if (!expressions.back()->ok()) {
      return absl::InternalError(
          absl::StrFormat("execution rule %s: %s", rule.name, expressions.back()->error()));
    }
    return base::WithPrefix(absl::StrFormat("execution rule %s", rule.name),
                            windows.Add(expressions.size() - 1, rule.windows));
  }
};

ExecutionStrings::ExecutionStrings() {
  auto rules = std::make_unique<Rules>();
  for (const ExecutionRule& rule : ExecutionRules()) status_.Update(rules->Add(rule));
  rules_ = std::move(rules);
}

ExecutionStrings::~ExecutionStrings() = default;

void ExecutionStrings::WarmUp() const {
  for (const auto& expression : rules_->expressions) expression->WarmUp();
}

std::string_view ExecutionStrings::FindAsIs(std::string_view text) const {
  // The first rule of the table that matches decides.
  for (ByteWindows::Owners may = rules_->windows.In(text); may != 0; may &= may - 1) {
    const int rule = absl::countr_zero(may);
    if (rules_->expressions[rule]->IsIn(text)) return ExecutionRules()[rule].name;
  }
  return {};
}

std::string_view ExecutionStrings::Find(std::string_view text) const {
  if (!status_.ok()) return {};
  const std::string_view found = FindAsIs(text);
  if (!found.empty() || !kSplitters.HasAnyOf(text)) return found;
  const std::string joined = WithoutSplitters(text);
  return joined.size() == text.size() ? std::string_view() : FindAsIs(joined);
}

}  // namespace txtsentry::verdict
