// The interface of all output formats, and functions that select one.
#ifndef TXTSENTRY_CLIENT_FORMATS_EVENT_WRITER_H_
#define TXTSENTRY_CLIENT_FORMATS_EVENT_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "client/formats/event.h"
#include "client/scorer.h"

namespace txtsentry::client {

struct WriterOptions {
  // Omit events that are neither suspicious nor errors.
  bool only_suspicious = false;
  // The model's name from Scorer::model_name.
  std::string model;
  // For tables: the terminal's width, and the maximum number of rows buffered for sorting.
  int width_columns = 100;
  size_t table_rows_max = 100'000;
};

// Totals of a run.
struct RunSummary {
  int64_t events = 0;
  int64_t records = 0;         // TXT records, including those with an error.
  int64_t suspicious = 0;      // Records.
  int64_t without_tokens = 0;  // Records with nothing to score.
  int64_t without_txt = 0;     // Events without a TXT answer.
  int64_t errors = 0;          // Events that could not be read, and records without a result.
  double seconds = 0;
};

// Not thread-safe. Appends all text to `out`; the caller empties it.
class EventWriter {
 public:
  virtual ~EventWriter() = default;

  virtual void Begin(std::string& out) = 0;

  // `results` has one result for each record of the event. A record with a status that is not OK
  // has that status in its result.
  virtual void Write(const Event& event, absl::Span<const ScoreResult> results,
                     std::string& out) = 0;

  virtual void End(const RunSummary& summary, std::string& out) = 0;
};

enum class OutputFormat { kNdjson, kCsv, kTable };

std::unique_ptr<EventWriter> NewEventWriter(OutputFormat format, WriterOptions options);

// Writes the event with an additional member txt_score, which has probability (9 significant
// digits), label (0 or 1), category, reasons, matcher, encoded_blob and execution_rule if present,
// token_count and model, or error. For an event with several TXT answers, txt_score describes the
// suspicious answer with the highest probability, or the answer with the highest probability if
// none is suspicious, and its array `answers` describes all. An event without a TXT answer is
// written unchanged. Input that is not JSON is written as {"line": ..., "txt_score": {"error":
// ...}}, or with "line_b64" if it is not UTF-8.
std::unique_ptr<EventWriter> NewNdjsonWriter(WriterOptions options);

// RFC 4180 with a header, the notebook's two columns first, one row per TXT record. Rows that could
// not be read or scored have empty cells and an error. Reasons are separated by spaces.
std::unique_ptr<EventWriter> NewCsvWriter(WriterOptions options);

// Human-readable aligned columns: suspicious records by decreasing probability, then other records,
// then errors; ties in input order. Escapes everything except printable ASCII, so that no record
// can control the terminal. With more than table_rows_max rows, it prints a notice and continues in
// input order.
std::unique_ptr<EventWriter> NewTableWriter(WriterOptions options);

// Returns for example "60 events, 35 TXT records: 4 suspicious, ..." without a newline.
std::string SummaryLine(const RunSummary& summary, const std::string& model);

// Formats an error for the outputs: "INVALID_ARGUMENT: bytes=70000 exceeds ...".
std::string ErrorText(const absl::Status& status);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_EVENT_WRITER_H_
