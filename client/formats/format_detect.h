// Which format an input is in, by its first line.
#ifndef TXTSENTRY_CLIENT_FORMATS_FORMAT_DETECT_H_
#define TXTSENTRY_CLIENT_FORMATS_FORMAT_DETECT_H_

#include <string>
#include <string_view>

#include "client/formats/event_reader.h"

namespace txtsentry::client {

// Never kAuto. In this order: a header of Zeek's TSV; a JSON object, which is Zeek's when it has
// the members of dns.log (id.orig_h, or query with answers) and kNdjson otherwise, even when it is
// broken or has no text, because a complaint about each line is better than scores of lines of
// JSON; a CSV header with `csv_text_column`; lines for everything else.
InputFormat DetectFormat(std::string_view first_line, const std::string& csv_text_column);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_FORMAT_DETECT_H_
