#include "core/rules/match/pattern_list.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "core/rules/match/bytewise_re2.h"

namespace txtsentry::rules {
namespace {

re2::StringPiece Piece(std::string_view text) { return {text.data(), text.size()}; }

bool RanOutOfMemory(const RE2::Set::ErrorInfo& error) {
  return error.kind == RE2::Set::kOutOfMemory;
}

}  // namespace

PatternList::PatternList(const RE2::Options& options, MatchOf match_of)
    : options_(options),
      match_of_(match_of),
      set_(options, match_of == MatchOf::kWholeText ? RE2::ANCHOR_BOTH : RE2::UNANCHORED) {}

absl::Status PatternList::Add(const std::string& expression) {
  auto compiled = std::make_unique<const RE2>(expression, options_);
  if (!compiled->ok()) return absl::InvalidArgumentError(compiled->error());
  std::string error;
  if (set_.Add(expression, &error) < 0) return absl::InvalidArgumentError(error);
  expressions_.push_back(std::move(compiled));
  return absl::OkStatus();
}

absl::Status PatternList::Compile() {
  if (set_.Compile()) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrFormat(
      "%d expressions take more than %d bytes of memory", expressions_.size(), options_.max_mem()));
}

bool PatternList::MatchesAny(std::string_view text) const {
  RE2::Set::ErrorInfo error;
  if (set_.Match(Piece(text), nullptr, &error)) return true;
  return RanOutOfMemory(error) && !Matches(text).empty();
}

std::vector<int> PatternList::Matches(std::string_view text) const {
  std::vector<int> found;
  RE2::Set::ErrorInfo error;
  if (!set_.Match(Piece(text), &found, &error) && RanOutOfMemory(error)) {
    for (int i = 0; i < static_cast<int>(expressions_.size()); ++i) {
      if (MatchesOne(i, text)) found.push_back(i);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool PatternList::MatchesOne(int position, std::string_view text) const {
  const RE2& expression = *expressions_[position];
  return match_of_ == MatchOf::kWholeText ? IsWhole(expression, text)
                                          : RE2::PartialMatch(Piece(text), expression);
}

}  // namespace txtsentry::rules
