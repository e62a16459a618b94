// The tab-separated form of Zeek's logs: the header lines and the rows below them.
#ifndef TXTSENTRY_CLIENT_FORMATS_ZEEK_TSV_H_
#define TXTSENTRY_CLIENT_FORMATS_ZEEK_TSV_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "client/formats/event.h"

namespace txtsentry::client {

// One thread only.
class ZeekTsv {
 public:
  // Takes a line that starts with '#'. Blocks of header lines may come again in the middle of an
  // input, with other fields. Lines that say nothing about the rows are ignored.
  void AddHeader(std::string_view line);

  // Reads a row into `event`, which is empty: its JSON object as Zeek's own JSON writer would type
  // it, and its TXT answers. InvalidArgument when there was no #fields line or the row does not fit
  // it; `event` is then as it was.
  absl::Status ReadRow(std::string_view line, Event& event) const;

 private:
  std::vector<std::string> Split(std::string_view line) const;
  void AppendMember(size_t field, std::string_view value, std::string& json) const;
  void AppendValue(std::string_view type, std::string_view value, std::string& json) const;
  std::vector<std::string> SplitSet(std::string_view value) const;

  // Zeek's defaults; the header lines say what is true.
  std::string separator_ = "\t";
  std::string set_separator_ = ",";
  std::string empty_field_ = "(empty)";
  std::string unset_field_ = "-";
  std::vector<std::string> fields_;
  std::vector<std::string> types_;  // Empty, or one for each field.
};

}  // namespace txtsentry::client

#endif  // TXTSENTRY_CLIENT_FORMATS_ZEEK_TSV_H_
