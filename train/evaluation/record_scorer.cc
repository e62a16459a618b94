#include "train/evaluation/record_scorer.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <thread>

#include "absl/types/span.h"
#include "core/base/status.h"
#include "core/engine/engine_factory.h"
#include "core/text/tokenizer.h"

namespace txtsentry::train {
namespace {

constexpr size_t kRowsPerChunk = 256;

// Scores `texts` in one batch; does not change the logits of texts without tokens.
absl::Status ScoreChunk(const engine::Engine& engine, const text::Tokenizer& tokenizer,
                        absl::Span<const std::string> texts, absl::Span<float> out) {
  std::vector<int32_t> ids;
  std::vector<int64_t> offsets = {0};
  std::vector<size_t> places;
  for (size_t i = 0; i < texts.size(); ++i) {
    tokenizer.AppendIds(texts[i], ids);
    if (static_cast<int64_t>(ids.size()) == offsets.back()) continue;
    offsets.push_back(static_cast<int64_t>(ids.size()));
    places.push_back(i);
  }
  if (places.empty()) return absl::OkStatus();
  std::vector<float> logits(places.size());
  TXTSENTRY_RETURN_IF_ERROR(engine.Score({ids, offsets}, absl::MakeSpan(logits)));
  for (size_t i = 0; i < places.size(); ++i) out[places[i]] = logits[i];
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<float>> ScoreLogits(const model::Model& model,
                                               const std::vector<std::string>& texts, int threads) {
  engine::EngineOptions options;
  options.engine = "simd";
  TXTSENTRY_ASSIGN_OR_RETURN(const engine::ChosenEngine chosen,
                             engine::MakeEngine(model.weights, options));
  const engine::Engine& engine = *chosen.engine;
  TXTSENTRY_ASSIGN_OR_RETURN(const std::unique_ptr<text::Tokenizer> tokenizer,
                             text::Tokenizer::Create(model.tokens, model::kUnknownId));
  std::vector<float> logits(texts.size(), -std::numeric_limits<float>::infinity());
  std::vector<absl::Status> statuses(static_cast<size_t>(threads));
  std::atomic<size_t> next{0};
  const auto work = [&](absl::Status& status) {
    for (;;) {
      const size_t begin = next.fetch_add(kRowsPerChunk);
      if (begin >= texts.size() || !status.ok()) return;
      const size_t count = std::min(kRowsPerChunk, texts.size() - begin);
      status = ScoreChunk(engine, *tokenizer, absl::MakeConstSpan(texts).subspan(begin, count),
                          absl::MakeSpan(logits).subspan(begin, count));
    }
  };
  std::vector<std::thread> workers;
  workers.reserve(statuses.size());
  for (absl::Status& status : statuses) workers.emplace_back(work, std::ref(status));
  for (std::thread& worker : workers) worker.join();
  for (const absl::Status& status : statuses) TXTSENTRY_RETURN_IF_ERROR(status);
  return logits;
}

absl::StatusOr<std::vector<float>> ScoreTexts(const model::Model& model,
                                              const std::vector<std::string>& texts, int threads) {
  TXTSENTRY_ASSIGN_OR_RETURN(std::vector<float> scores, ScoreLogits(model, texts, threads));
  for (float& score : scores) {
    score = score == -std::numeric_limits<float>::infinity() ? 0 : engine::Probability(score);
  }
  return scores;
}

}  // namespace txtsentry::train
