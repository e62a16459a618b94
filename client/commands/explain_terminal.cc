#include "client/commands/explain_terminal.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "absl/strings/str_format.h"
#include "client/commands/explain_view.h"
#include "client/formats/terminal_text.h"

namespace txtsentry::client {
namespace {

constexpr std::string_view kIndent = "  ";
constexpr size_t kStretchesShown = 5;
constexpr std::string_view kColourOff = "\x1b[0m";

// Colours of the 256-colour palette, from weak to strong. The text is black, or white on the
// strongest blue, which is readable on dark and on light terminals.
constexpr int kRed[kShades] = {224, 217, 210, 203, 196};
constexpr int kBlue[kShades] = {189, 153, 111, 69, 27};
constexpr int kBlack = 16;
constexpr int kWhite = 231;

std::string ColourOn(int shade) {
  const int colour = shade > 0 ? kRed[shade - 1] : kBlue[-shade - 1];
  return absl::StrFormat("\x1b[38;5;%d;48;5;%dm", shade == -kShades ? kWhite : kBlack, colour);
}

char MarkOf(int shade) {
  if (shade == 0) return ' ';
  const bool strong = std::abs(shade) > kShades / 2;
  return shade > 0 ? (strong ? '#' : '+') : (strong ? '=' : '-');
}

std::string TrimRight(std::string line) {
  line.resize(line.find_last_not_of(' ') + 1);
  return line;
}

// Appends the cells [first, end) as one screen line.
void AppendLine(const std::vector<TextCell>& cells, size_t first, size_t end, bool colour,
                std::string& out) {
  std::string text(kIndent);
  std::string marks(kIndent);
  int shade = 0;
  for (size_t i = first; i < end; ++i) {
    const TextCell& cell = cells[i];
    if (colour && cell.shade != shade) {
      text += cell.shade == 0 ? std::string(kColourOff) : ColourOn(cell.shade);
      shade = cell.shade;
    }
    text += cell.shown;
    marks.append(cell.shown.size(), MarkOf(cell.shade));
  }
  if (shade != 0) text += kColourOff;
  out += text + "\n";
  if (!colour) out += TrimRight(marks) + "\n";
}

void AppendText(const std::vector<TextCell>& cells, bool colour, int columns, std::string& out) {
  const size_t room = static_cast<size_t>(std::max(columns, 20)) - kIndent.size();
  size_t first = 0;
  size_t used = 0;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (used > 0 && used + cells[i].shown.size() > room) {
      AppendLine(cells, first, i, colour, out);
      first = i;
      used = 0;
    }
    used += cells[i].shown.size();
  }
  AppendLine(cells, first, cells.size(), colour, out);
}

void AppendStretches(const RecordExplanation& explanation, bool raising, int columns,
                     std::string& out) {
  const auto stretches = TopStretches(explanation, raising, kStretchesShown);
  if (stretches.empty()) return;
  out += raising ? "\nraises the score most\n" : "\nlowers the score most\n";
  const size_t room = static_cast<size_t>(std::max(columns, 20)) - 12;
  for (const Stretch& stretch : stretches) {
    // Already escaped; only truncated here.
    std::string shown = stretch.shown;
    if (shown.size() > room) shown = shown.substr(0, room - 3) + "...";
    absl::StrAppendFormat(&out, "%8s  %s\n", SignedLogit(stretch.logit), shown);
  }
}

}  // namespace

std::string ExplainForTerminal(const RecordExplanation& explanation, bool colour, int columns) {
  std::string out;
  for (const Fact& fact : Facts(explanation)) {
    absl::StrAppendFormat(&out, "%-13s %s\n", fact.name, fact.value);
  }
  if (colour) {
    out += "\ntext: " + ColourOn(4) + " raises " + std::string(kColourOff) + " " + ColourOn(-4) +
           " lowers " + std::string(kColourOff) + " the score\n";
  } else {
    out += "\ntext; marks below: # + raise the score, = - lower it, # and = the most\n";
  }
  AppendText(TextCells(explanation), colour, columns, out);
  AppendStretches(explanation, true, columns, out);
  AppendStretches(explanation, false, columns, out);
  return out;
}

}  // namespace txtsentry::client
