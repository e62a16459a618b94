// Reads labelled and collected TXT records.
#ifndef TXTSENTRY_TRAIN_DATA_FILE_H_
#define TXTSENTRY_TRAIN_DATA_FILE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "train/record.h"

namespace txtsentry::train {

struct DataRow {
  LabelledRecord record;
  std::string group;  // Tool or category of a collected record; empty for a labelled one.
};

// Reads one of two layouts, distinguished by the first line:
//   label<TAB>owner_name<TAB>text, without a header, as written by `generate` (record.h);
//   columns named by a header line that starts with "text<TAB>source": text, source, owner_name,
//   category_guess and optionally tool. These records have no label: all get `collected_label`, and
//   their group is the tool if there is such a column, otherwise the category.
// Returns InvalidArgument with the line number for any other line, for a collected file without
// `collected_label` and for a labelled file with one.
absl::StatusOr<std::vector<DataRow>> ReadDataFile(const std::string& path,
                                                  std::optional<int> collected_label);

// Same for the bytes of a file; `name` is used in errors.
absl::StatusOr<std::vector<DataRow>> ParseData(std::string_view bytes, const std::string& name,
                                               std::optional<int> collected_label);

// Whether a text belongs to the validation split, a tenth of all texts. Depends only on the text,
// so equal texts are always in the same split, even in different files.
bool IsValidationText(std::string_view text);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_DATA_FILE_H_
