// Records made up to look like those of DNS, of many kinds, on which a model is tried when it is
// made or loaded.
#ifndef TXTSENTRY_CORE_CLASSIFY_SAMPLE_TEXTS_H_
#define TXTSENTRY_CORE_CLASSIFY_SAMPLE_TEXTS_H_

#include <string_view>

#include "absl/types/span.h"

namespace txtsentry::classify {

// Canonical texts, ASCII, none without tokens.
absl::Span<const std::string_view> SampleTexts();

}  // namespace txtsentry::classify

#endif  // TXTSENTRY_CORE_CLASSIFY_SAMPLE_TEXTS_H_
