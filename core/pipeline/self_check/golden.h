// Self-check of a model: compares scores with the known probabilities of golden records.
#ifndef TXTSENTRY_CORE_PIPELINE_SELF_CHECK_GOLDEN_H_
#define TXTSENTRY_CORE_PIPELINE_SELF_CHECK_GOLDEN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "core/model/golden_file.h"
#include "core/model/model.h"
#include "core/pipeline/classifier.h"

namespace txtsentry::pipeline {

// Tolerance of a probability. Engines in float32 or better are within 2e-6 except for one string in
// five thousand (docs/engine.md; 5e-6 seen); the margin is for models with larger weights. int16 is
// certified to engine::kInt16Bound.
inline constexpr float kGoldenBound = 1e-5f;

// Scores about seventy built-in texts with the reference engine: records of many kinds, whole and
// truncated, other scripts, invalid UTF-8, and one long enough for the long-row path of the lanes.
// Deterministic per model. Ignores model.golden. Returns the errors of Validate(model).
absl::StatusOr<std::vector<model::GoldenRecord>> MakeGolden(const model::Model& model);

// Calls model::SaveBundle with MakeGolden's records in place of the model's own.
absl::Status SaveWithGolden(model::Model model, const std::string& folder);

// Returns DataLoss if a result is an error or differs by more than `bound`. The message has the
// number of mismatches, and the index (from 0) and both values of the first, but never a text.
// `results` has one entry per record.
absl::Status CompareWithGolden(absl::Span<const model::GoldenRecord> golden,
                               absl::Span<const Result> results, float bound);

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_SELF_CHECK_GOLDEN_H_
