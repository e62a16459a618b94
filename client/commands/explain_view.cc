#include "client/commands/explain_view.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "client/formats/terminal_text.h"

namespace txtsentry::client {
namespace {

// A character below this fraction of the largest contribution has no colour and ends a stretch.
constexpr double kShareShown = 0.05;

double LargestPart(const RecordExplanation& explanation) {
  double largest = 0;
  for (const CharacterPart& part : explanation.parts) {
    largest = std::max<double>(largest, std::abs(part.logit));
  }
  return largest;
}

int ShadeOf(double logit, double largest) {
  const double share = largest > 0 ? std::abs(logit) / largest : 0;
  if (share < kShareShown) return 0;
  const int shade = std::clamp(static_cast<int>(std::ceil(share * kShades)), 1, kShades);
  return logit > 0 ? shade : -shade;
}

std::string Shown(std::string_view bytes) { return TerminalText(bytes, std::string::npos); }

}  // namespace

std::vector<TextCell> TextCells(const RecordExplanation& explanation) {
  const std::string_view text = explanation.text;
  const double largest = LargestPart(explanation);
  std::vector<TextCell> cells;
  size_t at = 0;
  const auto add_without_part = [&](size_t end) {
    for (; at < end; ++at) cells.push_back({Shown(text.substr(at, 1))});
  };
  for (const CharacterPart& part : explanation.parts) {
    add_without_part(part.offset_bytes);
    cells.push_back({Shown(text.substr(at, part.length_bytes)), static_cast<double>(part.logit),
                     true, ShadeOf(part.logit, largest)});
    at += part.length_bytes;
  }
  add_without_part(text.size());
  return cells;
}

std::vector<Stretch> TopStretches(const RecordExplanation& explanation, bool raising,
                                  size_t count_max) {
  std::vector<Stretch> stretches;
  bool open = false;
  for (const TextCell& cell : TextCells(explanation)) {
    const bool in = cell.has_part && (raising ? cell.shade > 0 : cell.shade < 0);
    if (in && !open) stretches.emplace_back();
    if (in) {
      stretches.back().shown += cell.shown;
      stretches.back().logit += cell.logit;
    }
    open = in;
  }
  std::stable_sort(stretches.begin(), stretches.end(), [](const Stretch& a, const Stretch& b) {
    return std::abs(a.logit) > std::abs(b.logit);
  });
  if (stretches.size() > count_max) stretches.resize(count_max);
  return stretches;
}

std::string SignedLogit(double logit) { return absl::StrFormat("%+.2f", logit); }

std::string SumLine(const RecordExplanation& explanation) {
  double sum = 0;
  for (const CharacterPart& part : explanation.parts) sum += part.logit;
  return absl::StrFormat("%.2f = %.2f for empty embeddings %s by the characters (%+.4f is left)",
                         explanation.logit, explanation.baseline_logit, SignedLogit(sum),
                         explanation.residual);
}

namespace {

// Above the server's tolerance (explain/integrated_gradients.h) plus rounding.
bool IsRough(const RecordExplanation& explanation) {
  const double difference = std::abs(explanation.logit - explanation.baseline_logit);
  return std::abs(explanation.residual) > std::max(1.1e-3, 0.011 * difference);
}

}  // namespace

std::vector<Fact> Facts(const RecordExplanation& explanation) {
  const ScoreResult& result = explanation.result;
  const auto or_dash = [](const std::string& text) {
    return text.empty() ? std::string("-") : Shown(text);
  };
  std::vector<Fact> facts = {{"score", absl::StrFormat("%.6f", result.probability)},
                             {"label", result.suspicious ? "suspicious" : "ok"},
                             {"category", or_dash(result.category)},
                             {"nearest kind", or_dash(explanation.nearest_kind)},
                             {"reasons", or_dash(absl::StrJoin(result.reasons, " "))},
                             {"tokens", absl::StrFormat("%d", result.token_count)},
                             {"model", or_dash(explanation.model)},
                             {"logit", SumLine(explanation)}};
  if (IsRough(explanation)) {
    facts.push_back({"warning", "the bound on the work was met; take the shares below as rough"});
  }
  return facts;
}

}  // namespace txtsentry::client
