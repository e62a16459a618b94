// Reading of labelled and of collected TXT records.
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
  std::string group;  // The tool or category of a collected record; empty for a labelled one.
};

// Reads either of two layouts, told apart by the first line:
//   label<TAB>owner_name<TAB>text, without a header, as `generate` writes it (record.h);
//   columns named by a header line that begins "text<TAB>source": text, source, owner_name,
//   category_guess and perhaps tool. Such records have no label of their own: all get
//   `collected_label`, and their group is the tool where there is that column, else the category.
// InvalidArgument with the line number for a line that is neither, for a collected file without
// `collected_label` and for a labelled file with one.
absl::StatusOr<std::vector<DataRow>> ReadDataFile(const std::string& path,
                                                  std::optional<int> collected_label);

// The same for the bytes of a file; `name` is for errors.
absl::StatusOr<std::vector<DataRow>> ParseData(std::string_view bytes, const std::string& name,
                                               std::optional<int> collected_label);

// Whether a text belongs to the validation split, a tenth of all texts. It depends on the text
// alone, so that equal texts are always in the same split, whatever file they stand in.
bool IsValidationText(std::string_view text);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_DATA_FILE_H_
