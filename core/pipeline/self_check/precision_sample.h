// The texts on which an engine of lower precision is held against the exact one when a model is
// loaded.
#ifndef TXTSENTRY_CORE_PIPELINE_SELF_CHECK_PRECISION_SAMPLE_H_
#define TXTSENTRY_CORE_PIPELINE_SELF_CHECK_PRECISION_SAMPLE_H_

#include <cstdint>
#include <vector>

#include "core/text/tokenizer.h"

namespace txtsentry::pipeline {

// Token ids of some hundred texts: records of many kinds, whole and cut short at every few
// characters. A cut record is often one that a model is unsure of, and there rounding shows most.
std::vector<std::vector<int32_t>> PrecisionSample(const text::Tokenizer& tokenizer);

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_SELF_CHECK_PRECISION_SAMPLE_H_
