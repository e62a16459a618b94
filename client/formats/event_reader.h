// The interface of all input formats, and functions that select one.
#ifndef TXTSENTRY_CLIENT_FORMATS_EVENT_READER_H_
#define TXTSENTRY_CLIENT_FORMATS_EVENT_READER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/formats/event.h"
#include "client/formats/line_reader.h"

namespace txtsentry::client {

// Not thread-safe. Borrows its LineReader.
class EventReader {
 public:
  virtual ~EventReader() = default;

  // Reads the next event; returns false at the end of the input. An error in one event is stored in
  // the event; a returned error ends the input: reading failed or its header is unusable.
  virtual absl::StatusOr<bool> Next(Event& event) = 0;
};

enum class InputFormat { kAuto, kLines, kNdjson, kCsv, kZeek };

// Creates the reader for one input. kAuto examines the first line (format_detect.h);
// `csv_text_column` is the column of a CSV file that holds the record. Returns errors of reading
// the first line.
absl::StatusOr<std::unique_ptr<EventReader>> NewEventReader(InputFormat format,
                                                            const std::string& csv_text_column,
                                                            LineReader& lines);

// One record per line: any bytes except newline; a carriage return before it is removed.
std::unique_ptr<EventReader> NewLinesReader(LineReader& lines);

// One JSON object per line with the record in `text` (string), `strings` (array of strings) or
// `strings_b64` (array of base64, for bytes that are not UTF-8), and optionally `owner_name`. If
// several are present, the last of that list counts. Skips blank lines.
std::unique_ptr<EventReader> NewNdjsonReader(LineReader& lines);

// RFC 4180 with a header; `text_column` holds the record, and `owner_name`, if present, its name.
// Skips blank lines. The first Next returns InvalidArgument if the header is unusable.
std::unique_ptr<EventReader> NewCsvReader(LineReader& lines, std::string text_column);

// Zeek's dns.log as TSV or JSON, in any mixture. The records are the TXT and SPF answers; other
// events are returned without records.
std::unique_ptr<EventReader> NewZeekReader(LineReader& lines);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_EVENT_READER_H_
