#include "train/generator.h"

#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"

namespace txtsentry::train {
namespace {

std::vector<Kind> AllKinds() {
  std::vector<Kind> kinds;
  for (const auto group :
       {MailKinds(), VerificationKinds(), ServiceKinds(), PlainTextKinds(), HarmlessUnknownKinds(),
        TunnelKinds(), PayloadKinds(), EncodedKinds(), CommandKinds(), EvasionKinds()}) {
    kinds.insert(kinds.end(), group.begin(), group.end());
  }
  return kinds;
}

RE2::Options ExpressionOptions() {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  return options;
}

}  // namespace

struct Generator::Filter {
  explicit Filter(const Omissions& omissions)
      : kinds(omissions.kinds),
        only_kinds(omissions.all_kinds_but),
        has_expression(!omissions.text_expression.empty()),
        expression(omissions.text_expression, ExpressionOptions()) {}

  bool Omits(const GeneratedRecord& generated) const {
    if (Holds(kinds, generated.kind) || Holds(kinds, generated.origin)) return true;
    return !only_kinds.empty() && !Holds(only_kinds, generated.kind);
  }

  static bool Holds(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  const std::vector<std::string> kinds;
  const std::vector<std::string> only_kinds;
  const bool has_expression;
  const RE2 expression;
};

Generator::Generator(uint64_t seed, const Omissions& omissions) : kinds_(AllKinds()), rng_(seed) {
  for (const Kind& kind : kinds_) weight_sum_ += static_cast<uint64_t>(kind.weight);
  if (!omissions.kinds.empty() || !omissions.all_kinds_but.empty() ||
      !omissions.text_expression.empty()) {
    filter_ = std::make_unique<const Filter>(omissions);
  }
}

Generator::~Generator() = default;

GeneratedRecord Generator::Next() {
  for (;;) {
    GeneratedRecord generated = Draw();
    if (filter_ == nullptr) return generated;
    if (filter_->Omits(generated)) continue;
    const std::string& text = generated.record.text;
    if (filter_->has_expression &&
        RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), filter_->expression)) {
      continue;
    }
    return generated;
  }
}

GeneratedRecord Generator::Draw() {
  uint64_t point = rng_.Below(weight_sum_);
  size_t chosen = 0;
  while (point >= static_cast<uint64_t>(kinds_[chosen].weight)) {
    point -= static_cast<uint64_t>(kinds_[chosen].weight);
    ++chosen;
  }
  const Kind& kind = kinds_[chosen];
  Draft draft = kind.draw(rng_);
  return {
      {kind.label, std::move(draft.owner_name), std::move(draft.text)}, kind.name, draft.origin};
}

absl::Status CheckOmissions(const Omissions& omissions) {
  const std::vector<Kind> kinds = AllKinds();
  for (const std::vector<std::string>* names : {&omissions.kinds, &omissions.all_kinds_but}) {
    for (const std::string& name : *names) {
      if (std::none_of(kinds.begin(), kinds.end(),
                       [&name](const Kind& kind) { return name == kind.name; })) {
        return absl::InvalidArgumentError(
            absl::StrFormat("no kind has the name \"%s\"; generate prints all names", name));
      }
    }
  }
  const RE2 expression(omissions.text_expression, ExpressionOptions());
  if (!expression.ok()) {
    return absl::InvalidArgumentError(
        absl::StrFormat("expression \"%s\": %s", omissions.text_expression, expression.error()));
  }
  return absl::OkStatus();
}

}  // namespace txtsentry::train
