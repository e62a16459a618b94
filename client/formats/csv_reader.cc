#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "client/formats/csv_record.h"
#include "client/formats/event_reader.h"
#include "client/formats/json_text.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

class CsvReader final : public EventReader {
 public:
  CsvReader(LineReader& lines, std::string text_column)
      : lines_(lines), text_column_(std::move(text_column)) {}

  absl::StatusOr<bool> Next(Event& event) override {
    event = Event();
    if (header_.empty()) TXTSENTRY_RETURN_IF_ERROR(ReadHeader());
    TXTSENTRY_ASSIGN_OR_RETURN(const bool more, ReadRecord());
    if (!more) return false;
    event.status = RecordStatus();
    if (!event.status.ok()) {
      event.line = raw_;
      return true;
    }
    FillEvent(event);
    return true;
  }

 private:
  // Reads the lines of the next non-blank record into raw_ and record_; returns false at the end. A
  // quoted cell longer than kLineBytesMax ends the record, because a stray quote is the most likely
  // cause; reading continues with the next line.
  absl::StatusOr<bool> ReadRecord() {
    raw_.clear();
    record_.Clear();
    record_status_ = absl::OkStatus();
    Line line;
    while (true) {
      TXTSENTRY_ASSIGN_OR_RETURN(const bool more, lines_.Next(line));
      if (!more && raw_.empty()) return false;
      if (!more) {
        record_status_ = absl::InvalidArgumentError("a quoted cell is not closed");
        return true;
      }
      if (raw_.empty()) first_line_ = line.number;
      const std::string_view bytes =
          line.number == 1 ? WithoutByteOrderMark(line.bytes) : line.bytes;
      raw_ += bytes;
      if (line.too_long()) {
        record_status_ = TooLongError(line);
        return true;
      }
      if (raw_.size() > kLineBytesMax) {
        record_status_ = absl::InvalidArgumentError(
            absl::StrFormat("a quoted cell makes the record pass record_bytes_max=%d in %d lines",
                            kLineBytesMax, line.number - first_line_ + 1));
        return true;
      }
      if (!record_.Add(bytes)) {
        raw_ += '\n';
        continue;
      }
      if (!record_.is_blank()) return true;
      raw_.clear();
      record_.Clear();
    }
  }

  absl::Status RecordStatus() const {
    TXTSENTRY_RETURN_IF_ERROR(record_status_);
    TXTSENTRY_RETURN_IF_ERROR(record_.status());
    if (record_.cells().size() != header_.size()) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "cells=%d differs from the header's columns=%d", record_.cells().size(), header_.size()));
    }
    return absl::OkStatus();
  }

  absl::Status ReadHeader() {
    TXTSENTRY_ASSIGN_OR_RETURN(const bool more, ReadRecord());
    if (!more) return absl::InvalidArgumentError("CSV input without a header line");
    TXTSENTRY_RETURN_IF_ERROR(record_status_);
    TXTSENTRY_RETURN_IF_ERROR(record_.status());
    const std::vector<std::string>& names = record_.cells();
    for (auto name = names.begin(); name != names.end(); ++name) {
      const auto column = static_cast<size_t>(name - names.begin());
      if (std::find(names.begin(), name, *name) != name) {
        return absl::InvalidArgumentError(
            absl::StrFormat("column %d of the CSV header has the name of another", column + 1));
      }
      if (*name == "txt_score") {
        return absl::InvalidArgumentError("the CSV input already has a column txt_score");
      }
      if (*name == text_column_) text_index_ = column;
      if (*name == "owner_name") owner_name_index_ = column;
    }
    if (!text_index_) {
      return absl::InvalidArgumentError(
          absl::StrFormat("the CSV header has no column %s", text_column_));
    }
    header_ = names;
    return absl::OkStatus();
  }

  void FillEvent(Event& event) {
    const std::vector<std::string>& cells = record_.cells();
    event.json = "{";
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i == *text_index_) {
        AppendTextMember(header_[i], cells[i], event.json);
        continue;
      }
      if (i > 0) event.json += ',';
      AppendJsonString(header_[i], event.json);
      event.json += ':';
      AppendJsonString(cells[i], event.json);
    }
    event.json += '}';
    TxtRecord record;
    record.request.text = cells[*text_index_];
    if (owner_name_index_) record.request.owner_name = cells[*owner_name_index_];
    event.records.push_back(std::move(record));
  }

  LineReader& lines_;
  const std::string text_column_;
  std::vector<std::string> header_;  // Empty until the header has been read.
  std::optional<size_t> text_index_;
  std::optional<size_t> owner_name_index_;
  CsvRecord record_;
  std::string raw_;  // The record's original lines.
  int64_t first_line_ = 0;
  absl::Status record_status_;
};

}  // namespace

std::unique_ptr<EventReader> NewCsvReader(LineReader& lines, std::string text_column) {
  return std::make_unique<CsvReader>(lines, std::move(text_column));
}

}  // namespace txtsentry::client
