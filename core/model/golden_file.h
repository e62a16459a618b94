// golden.tsv: a bundle's texts with the probabilities that the reference engine gives them, on
// which whatever engine is to serve the model is held before it does.
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
inline constexpr int64_t kGoldenTextBytesMax = 65'535;  // As the RDATA of a TXT record.

struct GoldenRecord {
  std::string text;       // Canonical text (text/canonical.h), any bytes.
  float probability = 0;  // 0..1
};

// FailedPrecondition, naming the record's place from 0, when there are too many, a text is too long
// or a probability is not one.
absl::Status ValidateGolden(const std::vector<GoldenRecord>& records);

// One line a record: text (a field as tsv_text.h says), tab, probability with 9 significant digits,
// which give a float back bit for bit. `file` names the file in messages, which never hold a text.
// DataLoss with offset and line when one is malformed; FailedPrecondition as ValidateGolden.
absl::StatusOr<std::vector<GoldenRecord>> ParseGoldenTsv(const std::string& file,
                                                         std::string_view bytes);
std::string SerializeGoldenTsv(const std::vector<GoldenRecord>& records);

}  // namespace txtsentry::model

#endif  // TXTSENTRY_CORE_MODEL_GOLDEN_FILE_H_
