// A labelled TXT record and its one-line format in data files:
//   label<TAB>owner_name<TAB>text
// with the escapes \t, \n, \r, \\ and \xHH in the text. Bytes that are neither printable ASCII nor
// part of well-formed UTF-8 are written as \xHH, so that a file is always UTF-8.
#ifndef TXTSENTRY_TRAIN_RECORD_H_
#define TXTSENTRY_TRAIN_RECORD_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace txtsentry::train {

struct LabelledRecord {
  int label = 0;  // 1: no well-known kind of record (the notebook's "is_unknown"); 0: known.
  std::string owner_name;  // May be empty.
  std::string text;  // Canonical text: the character-strings joined with one space; any bytes.
};

std::string EscapeText(std::string_view text);

// Returns InvalidArgument, naming the offset, for a backslash that does not start an escape.
absl::StatusOr<std::string> UnescapeText(std::string_view escaped);

// Returns the record as a line without the newline.
std::string FormatRecord(const LabelledRecord& record);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_RECORD_H_
