#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "client/formats/csv_record.h"
#include "client/formats/event_writer.h"

namespace txtsentry::client {
namespace {

class CsvWriter final : public EventWriter {
 public:
  explicit CsvWriter(WriterOptions options) : options_(std::move(options)) {}

  void Begin(std::string& out) override {
    out += "predicted_is_unknown,pred_is_unknown,category,reasons,token_count,owner_name,error\r\n";
  }

  void Write(const Event& event, absl::Span<const ScoreResult> results, std::string& out) override {
    if (!event.status.ok()) WriteError("", event.status, out);
    for (size_t i = 0; i < results.size(); ++i) {
      const std::string& owner_name = event.records[i].request.owner_name;
      if (!results[i].status.ok()) {
        WriteError(owner_name, results[i].status, out);
      } else if (results[i].suspicious || !options_.only_suspicious) {
        WriteResult(owner_name, results[i], out);
      }
    }
  }

  void End(const RunSummary&, std::string&) override {}

 private:
  static void WriteError(const std::string& owner_name, const absl::Status& status,
                         std::string& out) {
    out += ",,,,,";
    AppendCsvCell(owner_name, out);
    out += ',';
    AppendCsvCell(ErrorText(status), out);
    out += "\r\n";
  }

  static void WriteResult(const std::string& owner_name, const ScoreResult& result,
                          std::string& out) {
    std::string reasons;
    for (const std::string& reason : result.reasons) {
      if (!reasons.empty()) reasons += ' ';
      reasons += reason;
    }
    absl::StrAppendFormat(&out, "%.9g,%d,", result.probability, result.suspicious ? 1 : 0);
    AppendCsvCell(result.category, out);
    out += ',';
    AppendCsvCell(reasons, out);
    absl::StrAppendFormat(&out, ",%d,", result.token_count);
    AppendCsvCell(owner_name, out);
    out += ",\r\n";
  }

  const WriterOptions options_;
};

}  // namespace

std::unique_ptr<EventWriter> NewCsvWriter(WriterOptions options) {
  return std::make_unique<CsvWriter>(std::move(options));
}

}  // namespace txtsentry::client
