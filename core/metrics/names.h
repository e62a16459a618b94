// The rules of the text formats for names and label values, and their escapes.
#ifndef TXTSENTRY_CORE_METRICS_NAMES_H_
#define TXTSENTRY_CORE_METRICS_NAMES_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace txtsentry::metrics {

inline constexpr int kNameBytesMax = 200;
inline constexpr int kLabelValueBytesMax = 128;

// [a-zA-Z_:][a-zA-Z0-9_:]*, at most kNameBytesMax. InvalidArgument that names the metric.
absl::Status CheckMetricName(std::string_view name);

// [a-zA-Z_][a-zA-Z0-9_]*, not starting with "__" (reserved) and not "le" (the histograms' own).
// InvalidArgument that names `metric`.
absl::Status CheckLabelName(std::string_view metric, std::string_view label);

// UTF-8 of at most kLabelValueBytesMax bytes. InvalidArgument that names `metric` and `label` and
// not the value, which may have come from a request.
absl::Status CheckLabelValue(std::string_view metric, std::string_view label,
                             std::string_view value);

// Backslash, line feed and double quote behind a backslash.
std::string EscapeLabelValue(std::string_view value);

// Backslash and line feed behind a backslash; the double quote too where `escape_quotes`, as
// OpenMetrics wants it.
std::string EscapeHelp(std::string_view help, bool escape_quotes);

}  // namespace txtsentry::metrics

#endif  // TXTSENTRY_CORE_METRICS_NAMES_H_
