#include "core/verdict/known_kinds.h"

#include <re2/re2.h>

#include <utility>

#include "absl/strings/str_format.h"

namespace txtsentry::verdict {
namespace {

// For one expression's program and the states that its automaton remembers.
constexpr int64_t kExpressionBytesMax = 2 << 20;

// A domain name takes at most 1,004 characters with every byte written as \DDD.
constexpr size_t kOwnerNameBytesMax = 1024;

RE2::Options ExpressionOptions() {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_case_sensitive(false);
  options.set_never_capture(true);
  options.set_log_errors(false);
  options.set_max_mem(kExpressionBytesMax);
  return options;
}

std::string_view WithoutBlanksAround(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\v\f";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string_view Trimmed(std::string_view text) {
  text = WithoutBlanksAround(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = WithoutBlanksAround(text.substr(1, text.size() - 2));
  }
  return text;
}

bool IsWhole(const RE2& expression, std::string_view text) {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), expression);
}

}  // namespace

struct KnownKinds::Matcher {
  explicit Matcher(KnownKind k)
      : kind(std::move(k)),
        // The leading ^ lets RE2 compare a literal beginning before it starts a machine.
        text("^(?:" + kind.expression + ")$", ExpressionOptions()),
        owner(kind.owner_expression, ExpressionOptions()) {}

  const KnownKind kind;
  const RE2 text;
  const RE2 owner;
};

KnownKinds::KnownKinds(std::vector<KnownKind> table) {
  for (KnownKind& kind : table) {
    matchers_.push_back(std::make_unique<const Matcher>(std::move(kind)));
    const Matcher& matcher = *matchers_.back();
    for (const RE2* expression : {&matcher.text, &matcher.owner}) {
      if (!expression->ok() && status_.ok()) {
        status_ = absl::InternalError(
            absl::StrFormat("known kind %s: %s", matcher.kind.name, expression->error()));
      }
    }
  }
}

KnownKinds::~KnownKinds() = default;

const KnownKinds::Matcher* KnownKinds::FindMatcher(std::string_view text,
                                                   std::string_view owner_name) const {
  text = Trimmed(text);
  if (owner_name.size() > kOwnerNameBytesMax) owner_name = {};
  for (const auto& matcher : matchers_) {
    const KnownKind& kind = matcher->kind;
    if (text.size() > kind.bytes_max) continue;
    if (!kind.owner_expression.empty() && !IsWhole(matcher->owner, owner_name)) continue;
    if (IsWhole(matcher->text, text)) return matcher.get();
  }
  return nullptr;
}

Category KnownKinds::Find(std::string_view text, std::string_view owner_name) const {
  const Matcher* matcher = FindMatcher(text, owner_name);
  return matcher == nullptr ? Category::kUnknown : matcher->kind.category;
}

std::string_view KnownKinds::FindNameForTest(std::string_view text,
                                             std::string_view owner_name) const {
  const Matcher* matcher = FindMatcher(text, owner_name);
  return matcher == nullptr ? std::string_view() : std::string_view(matcher->kind.name);
}

int64_t KnownKinds::StepsMax() const {
  int64_t steps = 0;
  for (const auto& matcher : matchers_) {
    const int64_t text_bytes = static_cast<int64_t>(matcher->kind.bytes_max) + 1;
    steps += matcher->text.ProgramSize() * text_bytes;
    steps += matcher->owner.ProgramSize() * static_cast<int64_t>(kOwnerNameBytesMax + 1);
  }
  return steps;
}

}  // namespace txtsentry::verdict
