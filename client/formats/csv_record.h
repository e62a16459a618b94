// Parses one record of RFC 4180 CSV, line by line.
#ifndef TXTSENTRY_CLIENT_FORMATS_CSV_RECORD_H_
#define TXTSENTRY_CLIENT_FORMATS_CSV_RECORD_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace txtsentry::client {

// Not thread-safe. A quote inside an unquoted cell stands for itself, as in Python's csv;
// characters between a closing quote and the next comma are an error.
class CsvRecord {
 public:
  // Starts the next record.
  void Clear();

  // Adds a line without its newline. Returns true if the record ends with it, false if a quoted
  // cell continues on the next line. After true, the record must be cleared before the next Add.
  bool Add(std::string_view line);

  // InvalidArgument if the record is not CSV; cells() is then meaningless.
  const absl::Status& status() const { return status_; }
  const std::vector<std::string>& cells() const { return cells_; }

  // Whether the record has only one empty cell, as from a blank line.
  bool is_blank() const { return blank_; }

 private:
  enum class State { kCellStart, kPlain, kQuoted, kAfterQuote };

  // Returns false if `c` is not allowed here.
  bool AddCharacter(char c);

  State state_ = State::kCellStart;
  bool blank_ = true;
  std::vector<std::string> cells_;
  absl::Status status_;
};

// Appends `cell`, quoted if RFC 4180 requires it.
void AppendCsvCell(std::string_view cell, std::string& out);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_CSV_RECORD_H_
