// The one interface of the log formats that are read, and the choice between them.
#ifndef TXTSENTRY_CLIENT_FORMATS_EVENT_READER_H_
#define TXTSENTRY_CLIENT_FORMATS_EVENT_READER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/formats/event.h"
#include "client/formats/line_reader.h"

namespace txtsentry::client {

// One thread only. Borrows the LineReader it was made with.
class EventReader {
 public:
  virtual ~EventReader() = default;

  // Reads the next event; false at the end of the input. What is wrong with one event is in the
  // event; an error returned here ends the input: reading failed, or its header is of no use.
  virtual absl::StatusOr<bool> Next(Event& event) = 0;
};

enum class InputFormat { kAuto, kLines, kNdjson, kCsv, kZeek };

// The reader for one input. kAuto looks at the first line (format_detect.h); `csv_text_column`
// names the column of a CSV file that holds the record. Errors are those of reading the first line.
absl::StatusOr<std::unique_ptr<EventReader>> NewEventReader(InputFormat format,
                                                            const std::string& csv_text_column,
                                                            LineReader& lines);

// One record a line: any bytes but the line feed, and a carriage return before it is dropped.
std::unique_ptr<EventReader> NewLinesReader(LineReader& lines);

// One JSON object a line with the record in `text` (string), `strings` (array of strings) or
// `strings_b64` (array of base64, for bytes that are not UTF-8), and optionally `owner_name`. Where
// several are there, the last of that list counts. Blank lines are skipped.
std::unique_ptr<EventReader> NewNdjsonReader(LineReader& lines);

// RFC 4180 with a header; `text_column` holds the record and `owner_name`, if there, its name.
// Blank lines are skipped. The first Next gives InvalidArgument when the header is of no use.
std::unique_ptr<EventReader> NewCsvReader(LineReader& lines, std::string text_column);

// Zeek's dns.log as TSV or JSON, mixed at will. The records are the TXT and SPF answers; events
// without any come back without records.
std::unique_ptr<EventReader> NewZeekReader(LineReader& lines);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_EVENT_READER_H_
