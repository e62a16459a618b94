#include "client/formats/csv_record.h"

#include "absl/strings/str_format.h"

namespace txtsentry::client {

void CsvRecord::Clear() {
  state_ = State::kCellStart;
  blank_ = true;
  cells_.clear();
  status_ = absl::OkStatus();
}

bool CsvRecord::Add(std::string_view line) {
  if (state_ == State::kQuoted) {
    cells_.back() += '\n';
  } else {
    cells_.emplace_back();
  }
  for (size_t i = 0; i < line.size(); ++i) {
    const bool ends_line = line[i] == '\r' && i + 1 == line.size();
    if (ends_line && state_ != State::kQuoted) break;
    blank_ = false;
    if (!AddCharacter(line[i])) {
      status_ = absl::InvalidArgumentError(
          absl::StrFormat("cell %d has text after its closing quote", cells_.size()));
      return true;
    }
  }
  return state_ != State::kQuoted;
}

bool CsvRecord::AddCharacter(char c) {
  if (state_ == State::kQuoted) {
    if (c == '"') {
      state_ = State::kAfterQuote;
    } else {
      cells_.back() += c;
    }
    return true;
  }
  if (c == ',') {
    cells_.emplace_back();
    state_ = State::kCellStart;
    return true;
  }
  if (state_ == State::kAfterQuote) {
    if (c != '"') return false;
    cells_.back() += '"';
    state_ = State::kQuoted;
    return true;
  }
  if (state_ == State::kCellStart && c == '"') {
    state_ = State::kQuoted;
    return true;
  }
  cells_.back() += c;
  state_ = State::kPlain;
  return true;
}

void AppendCsvCell(std::string_view cell, std::string& out) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace txtsentry::client
