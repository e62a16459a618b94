// Parses the tab-separated form of Zeek's logs: header lines and rows.
#ifndef TXTSENTRY_CLIENT_FORMATS_ZEEK_ZEEK_TSV_H_
#define TXTSENTRY_CLIENT_FORMATS_ZEEK_ZEEK_TSV_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "client/formats/event.h"

namespace txtsentry::client {

// Not thread-safe.
class ZeekTsv {
 public:
  // Processes a line that starts with '#'. Header blocks may recur in the middle of an input, with
  // other fields. Ignores header lines that do not describe the rows.
  void AddHeader(std::string_view line);

  // Reads a row into `event`, which must be empty: its JSON object with the types that Zeek's JSON
  // writer uses, and its TXT answers. Returns InvalidArgument if there was no #fields line or the
  // row does not match it; `event` is then unchanged.
  absl::Status ReadRow(std::string_view line, Event& event) const;

 private:
  std::vector<std::string> Split(std::string_view line) const;
  void AppendMember(size_t field, std::string_view value, std::string& json) const;
  void AppendValue(std::string_view type, std::string_view value, std::string& json) const;
  std::vector<std::string> SplitSet(std::string_view value) const;

  // Zeek's defaults, overridden by header lines.
  std::string separator_ = "\t";
  std::string set_separator_ = ",";
  std::string empty_field_ = "(empty)";
  std::string unset_field_ = "-";
  std::vector<std::string> fields_;
  std::vector<std::string> types_;  // Empty, or one per field.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_ZEEK_ZEEK_TSV_H_
