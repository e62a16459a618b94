#include "client/commands/explain_html.h"

#include <cstdlib>
#include <string_view>

#include "absl/strings/str_format.h"
#include "client/commands/explain_view.h"
#include "client/commands/html_text.h"

namespace txtsentry::client {
namespace {

constexpr size_t kStretchesShown = 10;

constexpr std::string_view kStyle = R"(:root { --raise: 214, 40, 40; --lower: 30, 100, 220; }
@media (prefers-color-scheme: dark) { :root { --raise: 255, 84, 84; --lower: 84, 150, 255; } }
table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top;
  padding: .15rem 1rem .15rem 0; } th { color: var(--quiet); font-weight: normal; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
pre, code { font: 14px/1.7 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
pre { border: 1px solid var(--line); border-radius: 4px; padding: .75rem; }
.r1 { background: rgba(var(--raise), .14); } .r2 { background: rgba(var(--raise), .26); }
.r3 { background: rgba(var(--raise), .38); } .r4 { background: rgba(var(--raise), .50); }
.r5 { background: rgba(var(--raise), .62); }
.l1 { background: rgba(var(--lower), .14); } .l2 { background: rgba(var(--lower), .26); }
.l3 { background: rgba(var(--lower), .38); } .l4 { background: rgba(var(--lower), .50); }
.l5 { background: rgba(var(--lower), .62); }
)";

std::string ClassOf(int shade) {
  return absl::StrFormat("%c%d", shade > 0 ? 'r' : 'l', std::abs(shade));
}

void AppendText(const RecordExplanation& explanation, std::string& out) {
  out +=
      "<h2>Text: <span class=\"r4\">&nbsp;raises&nbsp;</span> "
      "<span class=\"l4\">&nbsp;lowers&nbsp;</span> the score</h2>\n<pre>";
  for (const TextCell& cell : TextCells(explanation)) {
    if (!cell.has_part) {
      out += EscapeHtml(cell.shown);
      continue;
    }
    const std::string shade = cell.shade == 0 ? "" : " class=\"" + ClassOf(cell.shade) + "\"";
    absl::StrAppendFormat(&out, "<span%s title=\"%+.3f\">%s</span>", shade, cell.logit,
                          EscapeHtml(cell.shown));
  }
  out += "</pre>\n";
}

void AppendStretches(const RecordExplanation& explanation, bool raising, std::string& out) {
  const auto stretches = TopStretches(explanation, raising, kStretchesShown);
  if (stretches.empty()) return;
  out += raising ? "<h2>Raises the score most</h2>\n" : "<h2>Lowers the score most</h2>\n";
  out += "<table>\n";
  for (const Stretch& stretch : stretches) {
    absl::StrAppendFormat(&out, "<tr><td class=\"n\">%s</td><td><code>%s</code></td></tr>\n",
                          SignedLogit(stretch.logit), EscapeHtml(stretch.shown));
  }
  out += "</table>\n";
}

}  // namespace

std::string ExplainAsHtml(const RecordExplanation& explanation) {
  std::string out = PageHead("txtsentry explain", kStyle);
  out += "<h1>Why this TXT record has its score</h1>\n";
  out += "<table>\n";
  for (const Fact& fact : Facts(explanation)) {
    absl::StrAppendFormat(&out, "<tr><th>%s</th><td>%s</td></tr>\n", EscapeHtml(fact.name),
                          EscapeHtml(fact.value));
  }
  out += "</table>\n";
  AppendText(explanation, out);
  AppendStretches(explanation, true, out);
  AppendStretches(explanation, false, out);
  out += "</body>\n</html>\n";
  return out;
}

}  // namespace txtsentry::client
