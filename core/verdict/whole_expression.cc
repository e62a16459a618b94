#include "core/verdict/whole_expression.h"

#include <algorithm>
#include <optional>

#include "core/verdict/ascii.h"
#include "core/verdict/bytewise_re2.h"

namespace txtsentry::verdict {
namespace {

// Smaller bounds are left: they have few states, and runs that pass them are common.
constexpr size_t kLongBound = 40;

// The end of the class, such as "[a-z]" or "\\d", that begins at expression[at]; `at` for none.
size_t EndOfClass(std::string_view expression, size_t at) {
  const std::string_view two = expression.substr(at, 2);
  if (two == "\\d" || two == "\\w") return at + 2;
  if (expression[at] != '[') return at;
  size_t end = at + 1;
  while (end < expression.size() && expression[end] != ']') {
    if (expression.substr(end, 2) == "[:") end = expression.find(":]", end) + 1;
    end += expression[end] == '\\' ? 2 : 1;
  }
  return end + 1;
}

// "{1,63}".
struct Repetition {
  size_t bytes = 0;
  size_t min = 0;
  size_t max = 0;
};

std::optional<size_t> NumberAt(std::string_view text, size_t& at) {
  const size_t begin = at;
  size_t number = 0;
  for (; at < text.size() && IsDigit(text[at]); ++at) number = 10 * number + (text[at] - '0');
  return at > begin ? std::optional<size_t>(number) : std::nullopt;
}

std::optional<Repetition> RepetitionAt(std::string_view expression, size_t at) {
  const size_t begin = at;
  if (at >= expression.size() || expression[at++] != '{') return std::nullopt;
  const auto min = NumberAt(expression, at);
  if (!min || at >= expression.size() || expression[at++] != ',') return std::nullopt;
  const auto max = NumberAt(expression, at);
  if (!max || at >= expression.size() || expression[at++] != '}') return std::nullopt;
  return Repetition{at - begin, *min, *max};
}

std::string Unbounded(size_t min) {
  if (min == 0) return "*";
  if (min == 1) return "+";
  return "{" + std::to_string(min) + ",}";
}

void AddBytesOf(std::string_view byte_class, std::array<bool, 256>& bytes) {
  const RE2 expression(re2::StringPiece(byte_class.data(), byte_class.size()), BytewiseOptions());
  for (size_t byte = 0; byte < bytes.size(); ++byte) {
    const char c = static_cast<char>(byte);
    if (IsWhole(expression, std::string_view(&c, 1))) bytes[byte] = true;
  }
}

}  // namespace

WholeExpression::WholeExpression(const std::string& expression, int64_t bytes_max)
    // The leading ^ lets RE2 compare a literal beginning before it starts a machine.
    : exact_("^(?:" + expression + ")$", BytewiseOptions(bytes_max)) {
  if (!exact_.ok()) return;
  std::string loose;
  for (size_t at = 0; at < expression.size();) {
    const size_t end = EndOfClass(expression, at);
    const auto repetition = RepetitionAt(expression, end);
    if (end > at && repetition && repetition->max >= kLongBound) {
      const std::string_view byte_class = std::string_view(expression).substr(at, end - at);
      AddBytesOf(byte_class, repeated_);
      bound_ = bound_ == 0 ? repetition->max : std::min(bound_, repetition->max);
      loose.append(byte_class).append(Unbounded(repetition->min));
      at = end + repetition->bytes;
      continue;
    }
    // What is no class is a byte, or a backslash and the byte that it is for.
    const size_t next = end > at ? end : at + (expression[at] == '\\' ? 2 : 1);
    loose.append(expression, at, next - at);
    at = next;
  }
  if (bound_ == 0) return;
  loose_ = std::make_unique<const RE2>("^(?:" + loose + ")$", BytewiseOptions(bytes_max));
  if (!loose_->ok()) loose_ = nullptr;
}

bool WholeExpression::HasRunBeyondBound(std::string_view text) const {
  if (text.size() <= bound_) return false;
  size_t run = 0;
  for (const char c : text) {
    run = repeated_[static_cast<unsigned char>(c)] ? run + 1 : 0;
    if (run > bound_) return true;
  }
  return false;
}

bool WholeExpression::Matches(std::string_view text) const {
  if (loose_ == nullptr) return IsWhole(exact_, text);
  if (!IsWhole(*loose_, text)) return false;
  return !HasRunBeyondBound(text) || IsWhole(exact_, text);
}

int WholeExpression::ProgramSize() const {
  return exact_.ProgramSize() + (loose_ == nullptr ? 0 : loose_->ProgramSize());
}

}  // namespace txtsentry::verdict
