#include "client/bench/reference_answers.h"

#include <algorithm>
#include <future>
#include <utility>

#include "client/local_scorer.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

// The classifier admits 16 M tokens at once, and the longest record has 0.2 M.
constexpr size_t kChunkRecords = 64;

using Results = absl::StatusOr<std::vector<ScoreResult>>;

Results ScoreChunk(Scorer& scorer, std::vector<ScoreRequest> chunk) {
  std::promise<Results> answer;
  scorer.Score(std::move(chunk),
               [&answer](Results results) { answer.set_value(std::move(results)); });
  return answer.get_future().get();
}

}  // namespace

absl::StatusOr<ReferenceAnswers> ScoreReference(const std::vector<ScoreRequest>& records,
                                                const std::string& model_folder,
                                                const std::string& engine) {
  LocalScorerOptions options;
  options.model = model_folder;
  options.engine = engine;
  TXTSENTRY_ASSIGN_OR_RETURN(const auto scorer, MakeLocalScorer(options));
  ReferenceAnswers answers;
  answers.model_name = scorer->model_name();
  answers.results.reserve(records.size());
  for (size_t first = 0; first < records.size(); first += kChunkRecords) {
    const size_t end = std::min(records.size(), first + kChunkRecords);
    TXTSENTRY_ASSIGN_OR_RETURN(
        auto results, ScoreChunk(*scorer, {records.begin() + static_cast<std::ptrdiff_t>(first),
                                           records.begin() + static_cast<std::ptrdiff_t>(end)}));
    std::move(results.begin(), results.end(), std::back_inserter(answers.results));
  }
  return answers;
}

}  // namespace txtsentry::client
