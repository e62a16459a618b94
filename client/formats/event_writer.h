// The one interface of the output formats, and the choice between them.
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
  // Leave out what is neither suspicious nor an error.
  bool only_suspicious = false;
  // The model's name, as Scorer::model_name gives it.
  std::string model;
  // Table: columns of the terminal, and the most rows held back for sorting.
  int width_columns = 100;
  size_t table_rows_max = 100'000;
};

// What a run came to.
struct RunSummary {
  int64_t events = 0;
  int64_t records = 0;         // TXT records, those with an error among them.
  int64_t suspicious = 0;      // Records.
  int64_t without_tokens = 0;  // Records with nothing to score.
  int64_t without_txt = 0;     // Events that have no TXT answer.
  int64_t errors = 0;          // Events that could not be read and records without a result.
  double seconds = 0;
};

// One thread only. All text goes to the end of `out`; the caller empties it.
class EventWriter {
 public:
  virtual ~EventWriter() = default;

  virtual void Begin(std::string& out) = 0;

  // `results` holds one result for each record of the event. A record whose own status is not OK
  // has that status in its result.
  virtual void Write(const Event& event, absl::Span<const ScoreResult> results,
                     std::string& out) = 0;

  virtual void End(const RunSummary& summary, std::string& out) = 0;
};

enum class OutputFormat { kNdjson, kCsv, kTable };

std::unique_ptr<EventWriter> NewEventWriter(OutputFormat format, WriterOptions options);

// The event with one member more: txt_score with probability (9 significant digits), label (0 or
// 1), category, reasons, matcher, encoded_blob and execution_rule where there is one, token_count
// and model, or with an error. An event with several TXT answers has the suspicious one of the
// highest probability there, or the highest if none is suspicious, and an array `answers` inside
// with each one's. An event without any TXT answer is written as it is. What could not be read as
// JSON is written as {"line": ..., "txt_score": {"error": ...}}, or with "line_b64" when it is not
// UTF-8.
std::unique_ptr<EventWriter> NewNdjsonWriter(WriterOptions options);

// RFC 4180 with a header, the notebook's two columns first, one row a TXT record. What could not be
// read or scored has empty cells and an error. Reasons are parted by a blank.
std::unique_ptr<EventWriter> NewCsvWriter(WriterOptions options);

// For a person: aligned columns, the suspicious records on top by falling probability, then the
// rest, then the errors; ties in input order. Everything but printable ASCII is escaped, so that no
// record can drive the terminal. After table_rows_max rows it says so, and writes in input order.
std::unique_ptr<EventWriter> NewTableWriter(WriterOptions options);

// "60 events, 35 TXT records: 4 suspicious, ..." without a line feed.
std::string SummaryLine(const RunSummary& summary, const std::string& model);

// An error as the outputs show it: "INVALID_ARGUMENT: bytes=70000 exceeds ...".
std::string ErrorText(const absl::Status& status);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_EVENT_WRITER_H_
