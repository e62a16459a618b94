#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "client/formats/event_writer.h"
#include "client/formats/terminal_text.h"

namespace txtsentry::client {
namespace {

constexpr size_t kScoreColumns = 8;   // "0.999765"
constexpr size_t kLabelColumns = 10;  // "suspicious"
constexpr size_t kGapColumns = 2;
constexpr size_t kCategoryColumnsMax = 19;  // "domain_verification"
// From this width on the category includes the matcher: "dkim/dkim_key".
constexpr int kMatcherWidthMin = 130;
constexpr size_t kMatcherColumnsMax = 46;
constexpr size_t kOwnerColumnsMax = 40;
constexpr size_t kTextColumnsMin = 4;

enum class Rank { kSuspicious, kOther, kError };

struct Row {
  Rank rank = Rank::kOther;
  float probability = 0;
  std::string category;
  std::string owner_name;
  std::string text;
};

struct Widths {
  size_t category = 8;  // The width of its title.
  size_t owner_name = 10;
  size_t text = 0;
};

class TableWriter final : public EventWriter {
 public:
  explicit TableWriter(WriterOptions options) : options_(std::move(options)) {
    // Half of the width that remains after the longest category; the other half is for the text.
    constexpr size_t kTaken = kScoreColumns + kLabelColumns + kCategoryColumnsMax + 4 * kGapColumns;
    const size_t left = Columns(options_) - std::min(Columns(options_), kTaken);
    owner_columns_max_ = std::clamp(left / 2, widths_.owner_name, kOwnerColumnsMax);
  }

  void Begin(std::string&) override {}

  void Write(const Event& event, absl::Span<const ScoreResult> results, std::string& out) override {
    if (!event.status.ok()) AddError(event.line, "", event.status, out);
    for (size_t i = 0; i < results.size(); ++i) {
      const ScoreRequest& request = event.records[i].request;
      const ScoreResult& result = results[i];
      if (!result.status.ok()) {
        AddError(request.text, request.owner_name, result.status, out);
      } else if (result.suspicious || !options_.only_suspicious) {
        Row row;
        row.rank = result.suspicious ? Rank::kSuspicious : Rank::kOther;
        row.probability = result.probability;
        row.category = CategoryCell(result);
        row.owner_name = TerminalText(request.owner_name, owner_columns_max_);
        row.text = TerminalText(request.text, Columns(options_));
        Add(std::move(row), out);
      }
    }
  }

  void End(const RunSummary& summary, std::string& out) override {
    if (!streaming_) {
      std::stable_sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
        if (a.rank != b.rank) return a.rank < b.rank;
        return a.probability > b.probability;
      });
      WriteHeldRows(out);
    }
    out += TerminalText(SummaryLine(summary, options_.model), std::string::npos);
    out += '\n';
  }

 private:
  // With the matcher if the terminal is wide enough.
  std::string CategoryCell(const ScoreResult& result) const {
    if (result.matcher.empty() || options_.width_columns < kMatcherWidthMin) {
      return TerminalText(result.category, kCategoryColumnsMax);
    }
    return TerminalText(absl::StrFormat("%s/%s", result.category, result.matcher),
                        kMatcherColumnsMax);
  }

  static size_t Columns(const WriterOptions& options) {
    return static_cast<size_t>(std::max(1, options.width_columns));
  }

  void AddError(const std::string& text, const std::string& owner_name, const absl::Status& status,
                std::string& out) {
    Row row;
    row.rank = Rank::kError;
    row.owner_name = TerminalText(owner_name, owner_columns_max_);
    row.text = TerminalText(ErrorText(status), Columns(options_));
    if (!text.empty()) {
      row.text += " | ";
      row.text += TerminalText(text, Columns(options_));
    }
    Add(std::move(row), out);
  }

  void Add(Row row, std::string& out) {
    if (streaming_) return WriteRow(row, out);
    widths_.category = std::max(widths_.category, row.category.size());
    widths_.owner_name = std::max(widths_.owner_name, row.owner_name.size());
    rows_.push_back(std::move(row));
    if (rows_.size() <= options_.table_rows_max) return;
    absl::StrAppendFormat(&out, "More than %d rows: not sorted, in input order.\n",
                          options_.table_rows_max);
    WriteHeldRows(out);
    streaming_ = true;
  }

  void WriteHeldRows(std::string& out) {
    const size_t left =
        kScoreColumns + kLabelColumns + widths_.category + widths_.owner_name + 4 * kGapColumns;
    widths_.text = std::max(kTextColumnsMin, Columns(options_) - std::min(Columns(options_), left));
    WriteCells({"SCORE", "LABEL", "CATEGORY", "OWNER NAME", "TEXT"}, out);
    for (const Row& row : rows_) WriteRow(row, out);
    rows_.clear();
    rows_.shrink_to_fit();
  }

  void WriteRow(const Row& row, std::string& out) const {
    constexpr const char* kLabels[] = {"suspicious", "ok", "error"};
    const bool error = row.rank == Rank::kError;
    WriteCells({error ? "-" : absl::StrFormat("%.6f", row.probability),
                kLabels[static_cast<int>(row.rank)], error ? "-" : row.category,
                row.owner_name.empty() ? "-" : row.owner_name, row.text},
               out);
  }

  void WriteCells(const std::vector<std::string>& cells, std::string& out) const {
    const size_t widths[] = {kScoreColumns, kLabelColumns, widths_.category, widths_.owner_name};
    for (size_t i = 0; i + 1 < cells.size(); ++i) {
      out += cells[i];
      out.append(kGapColumns + widths[i] - std::min(widths[i], cells[i].size()), ' ');
    }
    out += CutColumns(cells.back());
    out += '\n';
  }

  // The cells are already printable ASCII and only need to be truncated.
  std::string CutColumns(const std::string& text) const {
    constexpr size_t kCutColumns = 3;
    if (text.size() <= widths_.text) return text;
    return text.substr(0, widths_.text - kCutColumns) + "...";
  }

  const WriterOptions options_;
  Widths widths_;
  size_t owner_columns_max_ = 0;
  std::vector<Row> rows_;  // In input order.
  bool streaming_ = false;
};

}  // namespace

std::unique_ptr<EventWriter> NewTableWriter(WriterOptions options) {
  return std::make_unique<TableWriter>(std::move(options));
}

}  // namespace txtsentry::client
