#include "client/formats/event_reader.h"

#include "client/formats/format_detect.h"
#include "core/base/status.h"

namespace txtsentry::client {

absl::StatusOr<std::unique_ptr<EventReader>> NewEventReader(InputFormat format,
                                                            const std::string& csv_text_column,
                                                            LineReader& lines) {
  if (format == InputFormat::kAuto) {
    TXTSENTRY_ASSIGN_OR_RETURN(const std::string_view first_line, lines.PeekFirstLine());
    format = DetectFormat(first_line, csv_text_column);
  }
  switch (format) {
    case InputFormat::kNdjson:
      return NewNdjsonReader(lines);
    case InputFormat::kCsv:
      return NewCsvReader(lines, csv_text_column);
    case InputFormat::kZeek:
      return NewZeekReader(lines);
    case InputFormat::kAuto:
    case InputFormat::kLines:
      break;
  }
  return NewLinesReader(lines);
}

}  // namespace txtsentry::client
