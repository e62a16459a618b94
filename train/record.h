// A labelled TXT record and the one-line form in which data files hold it:
//   label<TAB>owner_name<TAB>text
// with \t, \n, \r, \\ and \xHH as escapes in the text. Bytes that are not printable ASCII and not
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
  std::string text;        // Canonical text: the character-strings joined by one space; any bytes.
};

std::string EscapeText(std::string_view text);

// InvalidArgument at a backslash that starts none of the escapes, naming its offset.
absl::StatusOr<std::string> UnescapeText(std::string_view escaped);

// The record as a line, without the line feed.
std::string FormatRecord(const LabelledRecord& record);

}  // namespace txtsentry::train

#endif  // TXTSENTRY_TRAIN_RECORD_H_
