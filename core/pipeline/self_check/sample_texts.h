// Made-up DNS records of many kinds for checking a model when it is written or loaded.
#ifndef TXTSENTRY_CORE_PIPELINE_SELF_CHECK_SAMPLE_TEXTS_H_
#define TXTSENTRY_CORE_PIPELINE_SELF_CHECK_SAMPLE_TEXTS_H_

#include <string_view>

#include "absl/types/span.h"

namespace txtsentry::pipeline {

// Canonical ASCII texts, each with at least one token.
absl::Span<const std::string_view> SampleTexts();

}  // namespace txtsentry::pipeline

#endif  // TXTSENTRY_CORE_PIPELINE_SELF_CHECK_SAMPLE_TEXTS_H_
