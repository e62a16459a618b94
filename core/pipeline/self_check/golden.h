// The self-check of a model: texts whose probabilities are known, scored by what is to serve it.
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

// How far a probability may be from the golden one. An engine in float32 or better is within 2e-6
// but on one string in five thousand (docs/engine.md; 5e-6 seen), which leaves room for models
// whose weights are larger; int16 is certified to engine::kInt16Bound.
inline constexpr float kGoldenBound = 1e-5f;

// What the reference engine says of some seventy built-in texts: records of many kinds, whole and
// cut short, in other scripts, broken UTF-8, and one so long that lanes treat it apart. The same
// model gives the same records. model.golden is not looked at. Errors of Validate(model).
absl::StatusOr<std::vector<model::GoldenRecord>> MakeGolden(const model::Model& model);

// model::SaveBundle of the model with the records of MakeGolden in place of its own.
absl::Status SaveWithGolden(model::Model model, const std::string& folder);

// DataLoss when a result is an error or off by more than `bound`: how many are, and of the first
// its place from 0 and both values, but never a text. `results` has an entry a record.
absl::Status CompareWithGolden(absl::Span<const model::GoldenRecord> golden,
                               absl::Span<const Result> results, float bound);

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_SELF_CHECK_GOLDEN_H_
