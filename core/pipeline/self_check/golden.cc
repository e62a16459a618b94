#include "core/pipeline/self_check/golden.h"

#include <cmath>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "core/base/status.h"
#include "core/engine/lane_scorer.h"
#include "core/engine/reference_engine.h"
#include "core/model/bundle.h"
#include "core/pipeline/self_check/sample_texts.h"
#include "core/text/tokenizer.h"

namespace txtsentry::pipeline {
namespace {

// Texts for the parts of the tokenizer that the sample texts, all ASCII, do not reach.
constexpr std::string_view kOddTexts[] = {
    "a",
    "  spaces   around\tand between  ",
    "\"v=spf1\" \"include:_spf.example.com ~all\"",
    "Stra\u00dfe \u00c9COLE \u0130stanbul \u039f\u0394\u039f\u03a3",
    "\u8bb0\u5f55 \u0437\u0430\u043f\u0438\u0441\u044c \U0001f600",
    "broken \xc3\x28 \xff\xfe bytes \xe2\x82",
};

// A text of more tokens than engine::kLongRowTokens; a letter of a word gives about three tokens.
std::string LongText() {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::string text;
  for (size_t i = 0; text.size() < engine::kLongRowTokens / 2; ++i) {
    text += kAlphabet[i * i % kAlphabet.size()];
  }
  return text;
}

std::vector<std::string> GoldenTexts() {
  std::vector<std::string> texts;
  for (const std::string_view text : SampleTexts()) {
    for (size_t part = 1; part <= 3; ++part)
      texts.emplace_back(text.substr(0, text.size() * part / 3));
  }
  for (const std::string_view text : kOddTexts) texts.emplace_back(text);
  texts.push_back(LongText());
  return texts;
}

}  // namespace

absl::StatusOr<std::vector<model::GoldenRecord>> MakeGolden(const model::Model& model) {
  TXTSENTRY_RETURN_IF_ERROR(model::Validate(model));
  TXTSENTRY_ASSIGN_OR_RETURN(const auto tokenizer,
                             text::Tokenizer::Create(model.tokens, model::kUnknownId));
  TXTSENTRY_ASSIGN_OR_RETURN(const auto engine, engine::MakeReferenceEngine(model.weights));
  std::vector<model::GoldenRecord> golden;
  for (std::string& text : GoldenTexts()) {
    std::vector<int32_t> ids;
    tokenizer->AppendIds(text, ids);
    const int64_t offsets[] = {0, static_cast<int64_t>(ids.size())};
    float logit = 0;
    TXTSENTRY_RETURN_IF_ERROR(engine->Score({ids, offsets}, absl::MakeSpan(&logit, 1)));
    golden.push_back({std::move(text), engine::Probability(logit)});
  }
  return golden;
}

absl::Status SaveWithGolden(model::Model model, const std::string& folder) {
  TXTSENTRY_ASSIGN_OR_RETURN(model.golden, MakeGolden(model));
  return model::SaveBundle(model, folder);
}

absl::Status CompareWithGolden(absl::Span<const model::GoldenRecord> golden,
                               absl::Span<const Result> results, float bound) {
  int64_t off = 0;
  std::string first;
  for (size_t i = 0; i < golden.size(); ++i) {
    const Result& result = results[i];
    // Written so that NaN counts as a mismatch.
    if (result.status.ok() && std::fabs(result.probability - golden[i].probability) <= bound) {
      continue;
    }
    if (off++ > 0) continue;
    first = absl::StrFormat("record %d: ", i);
    first += result.status.ok() ? absl::StrFormat("probability=%.9g, expected %.9g",
                                                  result.probability, golden[i].probability)
                                : result.status.ToString();
  }
  if (off == 0) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrFormat("golden records off=%d of %d by more than %g; first: "
                      "%s",
                      off, golden.size(), bound, first));
}

}  // namespace txtsentry::pipeline
