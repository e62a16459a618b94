// Detects an input's format from its first line.
#ifndef TXTSENTRY_CLIENT_FORMATS_FORMAT_DETECT_H_
#define TXTSENTRY_CLIENT_FORMATS_FORMAT_DETECT_H_

#include <string>
#include <string_view>

#include "client/formats/event_reader.h"

namespace txtsentry::client {

// Never returns kAuto. Checks in this order: a header of Zeek's TSV; a JSON object, which is Zeek's
// if it has the members of dns.log (id.orig_h, or query with answers), otherwise kNdjson, even if
// it is malformed or has no text, because an error per line is better than scores of JSON lines; a
// CSV header with `csv_text_column`; otherwise plain lines.
InputFormat DetectFormat(std::string_view first_line, const std::string& csv_text_column);

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_FORMAT_DETECT_H_
