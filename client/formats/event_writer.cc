#include "client/formats/event_writer.h"

#include <utility>

#include "absl/strings/str_format.h"

namespace txtsentry::client {

std::unique_ptr<EventWriter> NewEventWriter(OutputFormat format, WriterOptions options) {
  switch (format) {
    case OutputFormat::kCsv:
      return NewCsvWriter(std::move(options));
    case OutputFormat::kTable:
      return NewTableWriter(std::move(options));
    case OutputFormat::kNdjson:
      break;
  }
  return NewNdjsonWriter(std::move(options));
}

std::string SummaryLine(const RunSummary& summary, const std::string& model) {
  return absl::StrFormat(
      "%d events, %d without TXT; %d TXT records: %d suspicious, %d without tokens, %d errors; "
      "%.1f s, model %s",
      summary.events, summary.without_txt, summary.records, summary.suspicious,
      summary.without_tokens, summary.errors, summary.seconds, model);
}

std::string ErrorText(const absl::Status& status) {
  return absl::StrFormat("%s: %s", absl::StatusCodeToString(status.code()),
                         std::string(status.message()));
}

}  // namespace txtsentry::client
