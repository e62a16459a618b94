// One record of RFC 4180 CSV, put together line by line.
#ifndef TXTSENTRY_CLIENT_FORMATS_CSV_RECORD_H_
#define TXTSENTRY_CLIENT_FORMATS_CSV_RECORD_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace txtsentry::client {

// One thread only. A quote inside a cell that does not start with one stands for itself, as in
// Python's csv; anything between a closing quote and the next comma is an error.
class CsvRecord {
 public:
  // Starts the next record.
  void Clear();

  // Adds a line without its line feed. True when the record ends with it, false when a quoted cell
  // goes on in the next line. After true the record must be cleared before the next Add.
  bool Add(std::string_view line);

  // InvalidArgument when the record is not CSV; then cells() mean nothing.
  const absl::Status& status() const { return status_; }
  const std::vector<std::string>& cells() const { return cells_; }

  // Whether a record with no cell but an empty one was read, as from a blank line.
  bool is_blank() const { return blank_; }

 private:
  enum class State { kCellStart, kPlain, kQuoted, kAfterQuote };

  // False when `c` may not stand here.
  bool AddCharacter(char c);

  State state_ = State::kCellStart;
  bool blank_ = true;
  std::vector<std::string> cells_;
  absl::Status status_;
};

// Appends `cell`, in quotes where RFC 4180 asks for them.
void AppendCsvCell(std::string_view cell, std::string& out);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_CSV_RECORD_H_
