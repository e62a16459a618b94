// Sample texts for comparing an engine of lower precision with the exact engine while a model
// loads.
#ifndef TXTSENTRY_CORE_PIPELINE_SELF_CHECK_PRECISION_SAMPLE_H_
#define TXTSENTRY_CORE_PIPELINE_SELF_CHECK_PRECISION_SAMPLE_H_

#include <cstdint>
#include <vector>

#include "core/text/tokenizer.h"

namespace txtsentry::pipeline {

// Token ids of about a hundred texts: records of many kinds, whole and truncated every few
// characters. Models are often unsure about truncated records, where rounding shows most.
std::vector<std::vector<int32_t>> PrecisionSample(const text::Tokenizer& tokenizer);

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_SELF_CHECK_PRECISION_SAMPLE_H_
