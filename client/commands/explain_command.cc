#include "client/commands/explain_command.h"

#include <unistd.h>

#include <cerrno>
#include <map>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"
#include "client/commands/explain_html.h"
#include "client/commands/explain_json.h"
#include "client/commands/explain_terminal.h"
#include "client/commands/output_file.h"
#include "client/commands/report.h"
#include "client/formats/event_writer.h"
#include "core/base/status.h"

namespace txtsentry::client {
namespace {

// Far above explain_bytes_max: the server enforces its own limit.
constexpr size_t kInputBytesMax = 65'535;

enum class Colour { kAuto, kAlways, kNever };
enum class Format { kText, kJson };

struct ExplainOptions {
  ScorerOptions scorer;
  std::string text;  // "-" is standard input.
  std::string owner_name;
  Colour colour = Colour::kAuto;
  Format format = Format::kText;
  std::string html_path;  // Empty for no page.
};

// Returns all of standard input without one final newline.
absl::StatusOr<std::string> ReadStandardInput() {
  std::string text;
  char buffer[4096];
  while (text.size() <= kInputBytesMax) {
    const ssize_t n = ::read(STDIN_FILENO, buffer, sizeof(buffer));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      return absl::DataLossError(absl::StrFormat("standard input: read failed: %s",
                                                 std::generic_category().message(errno)));
    }
    if (n == 0) break;
    text.append(buffer, static_cast<size_t>(n));
  }
  if (!text.empty() && text.back() == '\n') text.pop_back();
  if (text.size() > kInputBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrFormat("standard input: more than bytes_max=%d", kInputBytesMax));
  }
  return text;
}

absl::Status WriteOutputs(const ExplainOptions& options, const RecordExplanation& explanation) {
  if (!options.html_path.empty()) {
    TXTSENTRY_RETURN_IF_ERROR(WriteOutput(options.html_path, ExplainAsHtml(explanation)));
  }
  if (options.format == Format::kJson) {
    return WriteOutput("", ExplainAsJson(explanation, options.owner_name));
  }
  const bool colour = options.colour == Colour::kAlways ||
                      (options.colour == Colour::kAuto && ::isatty(STDOUT_FILENO) == 1);
  return WriteOutput("", ExplainForTerminal(explanation, colour, TerminalColumns()));
}

int Run(const ExplainOptions& options, const ExplainRecord& explain) {
  auto text = options.text == "-" ? ReadStandardInput() : options.text;
  if (!text.ok()) {
    Complain(ErrorText(text.status()));
    return kExitBadInput;
  }
  const auto explanation = explain(options.scorer, {*std::move(text), options.owner_name});
  if (!explanation.ok()) {
    Complain(ErrorText(explanation.status()));
    return ExitCodeOfScorer(explanation.status());
  }
  const absl::Status written = WriteOutputs(options, *explanation);
  // Aborted: the reader of the output has closed it.
  if (written.ok() || absl::IsAborted(written)) return 0;
  Complain(ErrorText(written));
  return kExitBadInput;
}

}  // namespace

void AddExplainCommand(CLI::App& app, ExplainRecord explain, int& exit_code) {
  const std::map<std::string, Colour> colours = {
      {"auto", Colour::kAuto}, {"always", Colour::kAlways}, {"never", Colour::kNever}};
  const std::map<std::string, Format> formats = {{"text", Format::kText}, {"json", Format::kJson}};
  CLI::App& command = *app.add_subcommand("explain", "Explain the score of a TXT record");
  auto options = std::make_shared<ExplainOptions>();
  command.add_option("text", options->text, "Text of the record; -: read it from standard input")
      ->required()
      ->option_text("TEXT|-");
  command.add_option("--owner-name", options->owner_name, "Owner name of the record")
      ->option_text("NAME");
  command.add_option("--color", options->colour, "Colour the text; never: print marks below it")
      ->transform(CLI::CheckedTransformer(colours))
      ->option_text("auto|always|never");
  command.add_option("-f,--format", options->format, "Output format")
      ->transform(CLI::CheckedTransformer(formats))
      ->option_text("text|json");
  command.add_option("--html", options->html_path, "Also write an HTML page to FILE")
      ->option_text("FILE");
  AddScorerOptions(command, options->scorer);
  command.callback(
      [options, explain = std::move(explain), &exit_code] { exit_code = Run(*options, explain); });
}

}  // namespace txtsentry::client
