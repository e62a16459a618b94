// Records made up to look like those of DNS, of many kinds, on which a model is tried when it is
// made or loaded.
#ifndef TXTSENTRY_CORE_PIPELINE_SELF_CHECK_SAMPLE_TEXTS_H_
#define TXTSENTRY_CORE_PIPELINE_SELF_CHECK_SAMPLE_TEXTS_H_

#include <string_view>

#include "absl/types/span.h"

namespace txtsentry::pipeline {

// Canonical texts, ASCII, none without tokens.
absl::Span<const std::string_view> SampleTexts();

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_SELF_CHECK_SAMPLE_TEXTS_H_
