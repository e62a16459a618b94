// golden.tsv: texts of a bundle with the reference engine's probabilities.
//
// Before an engine serves the model, its scores are compared with these.
#ifndef TXTSENTRY_CORE_MODEL_GOLDEN_FILE_H_
#define TXTSENTRY_CORE_MODEL_GOLDEN_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace txtsentry::model {

inline constexpr int64_t kGoldenRecordsMax = 10'000;
inline constexpr int64_t kGoldenTextBytesMax = 65'535;  // The maximum RDATA length of a TXT record.

struct GoldenRecord {
  std::string text;       // Canonical text (text/canonical.h); any bytes.
  float probability = 0;  // 0..1
};

// Returns FailedPrecondition, naming the record's index from 0, if there are too many records, a
// text is too long or a probability is invalid.
absl::Status ValidateGolden(const std::vector<GoldenRecord>& records);

// Each line has one record: the text (a field as in tsv_text.h), a tab, and the probability with 9
// significant digits, which restore a float exactly. `file` names the file in messages, which never
// contain a text. Returns DataLoss with offset and line for a malformed line; FailedPrecondition as
// ValidateGolden.
absl::StatusOr<std::vector<GoldenRecord>> ParseGoldenTsv(const std::string& file,
                                                         std::string_view bytes);
std::string SerializeGoldenTsv(const std::vector<GoldenRecord>& records);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_GOLDEN_FILE_H_
