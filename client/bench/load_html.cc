// The page holds the report as JSON; a script in it makes the table and the plots of that.
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/bench/load_report.h"
#include "client/commands/html_text.h"

namespace txtsentry::client {
namespace {

constexpr std::string_view kStyle = R"(.wide { overflow-x: auto; }
table { border-collapse: collapse; } th, td { text-align: right; white-space: nowrap;
  padding: .15rem .8rem .15rem 0; font-variant-numeric: tabular-nums; }
th { color: var(--quiet); font-weight: normal; }
th:first-child, td:first-child { text-align: left; }
p.bad { color: #d1242f; font-weight: 600; }
svg { max-width: 100%; height: auto; display: block; }
text { font: 12px system-ui, sans-serif; fill: var(--ink); } .q { fill: var(--quiet); }
.t { font-weight: 600; } line { stroke: var(--line); } polyline, circle { fill: none; stroke-width: 2; }
)";

// Text of the report goes into the page as text nodes alone, never as markup.
constexpr std::string_view kScript = R"('use strict';
const report = JSON.parse(document.getElementById('report').textContent);
const {settings, runs} = report, closed = settings.mode === 'closed';
// Each has contrast enough on white and on black.
const COLOURS = '#1f77d0 #d9480f #2b8a3e #9c54d6 #b07d00 #0c8599 #d6336c #77808a'.split(' ');
const DASHES = ['none', '6 3', '2 3', '8 3 2 3'];
const LEFT = 76, RIGHT = 600, TOP = 36, BOTTOM = 290, DOTS_MAX = 30;

function add(parent, name, attributes = {}, text = '') {
  const space = name === 'svg' ? 'http://www.w3.org/2000/svg' : parent.namespaceURI;
  const element = parent.appendChild(document.createElementNS(space, name));
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  element.textContent = text;
  return element;
}

const digits = value => +value.toPrecision(6);
const load = run => closed ? run.concurrency : run.offered_calls_per_s;
const loadName = run => closed ? `${load(run)} callers` : `${digits(load(run))} calls/s`;

// The ticks that enclose the values, and the place of a value between `from` and `to`.
function axis(values, log, from, to) {
  const low = Math.min(...values), high = Math.max(...values) || 1, ticks = [];
  if (log) {
    const first = Math.floor(Math.log10(low));
    const last = Math.max(Math.ceil(Math.log10(high)), first + 1);
    const steps = last - first < 3 ? [1, 2, 5] : [1];
    for (let i = first; i < last; ++i) ticks.push(...steps.map(step => step * 10 ** i));
    ticks.push(10 ** last);
  } else {
    const decade = 10 ** Math.floor(Math.log10(high / 5));
    const step = decade * [1, 2, 5, 10].find(factor => factor * decade >= high / 5);
    for (let i = 0; i < high / step + 1; ++i) ticks.push(i * step);
  }
  const scale = log ? Math.log : value => value;
  const start = scale(ticks[0]), length = scale(ticks.at(-1)) - start;
  const place = value => +(from + (scale(value) - start) / length * (to - from)).toFixed(1);
  return {ticks, place};
}

const tickText = value => value >= 1e6 ? digits(value / 1e6) + 'M' :
    value >= 1e3 ? digits(value / 1e3) + 'k' : digits(value);

// series: [[name, [[x, y], ...]], ...], none below 0. A logarithmic axis has no place for 0.
function plot(title, xLabel, yLabel, series, {logX = false, logY = false} = {}) {
  const svg = add(document.body, 'svg', {viewBox: '0 0 760 340', width: 760, role: 'img'});
  const text = (x, y, words, look = {}) => add(svg, 'text', {x, y, ...look}, words);
  const line = (x1, y1, x2, y2) => add(svg, 'line', {x1, y1, x2, y2});
  svg.setAttribute('aria-label', title);
  text(LEFT, TOP - 16, title, {class: 't'});
  const shown = series.map(([name, points]) => [
    name, points.filter(([x, y]) => (!logX || x > 0) && (!logY || y > 0))]);
  const all = shown.flatMap(([, points]) => points);
  if (all.length === 0) return text(LEFT, TOP + 20, 'nothing to show', {class: 'q'});
  const x = axis(all.map(point => point[0]), logX, LEFT, RIGHT);
  const y = axis(all.map(point => point[1]), logY, BOTTOM, TOP);
  for (const tick of x.ticks) {
    line(x.place(tick), TOP, x.place(tick), BOTTOM);
    text(x.place(tick), BOTTOM + 16, tickText(tick), {class: 'q', 'text-anchor': 'middle'});
  }
  for (const tick of y.ticks) {
    line(LEFT, y.place(tick), RIGHT, y.place(tick));
    text(LEFT - 6, y.place(tick) + 4, tickText(tick), {class: 'q', 'text-anchor': 'end'});
  }
  text((LEFT + RIGHT) / 2, BOTTOM + 38, xLabel, {'text-anchor': 'middle'});
  const upright = `translate(16 ${(TOP + BOTTOM) / 2}) rotate(-90)`;
  text(0, 0, yLabel, {transform: upright, 'text-anchor': 'middle'});
  shown.forEach(([name, points], i) => {
    const stroke = COLOURS[i % COLOURS.length], legend = TOP + 10 + 20 * i;
    const look = {stroke, 'stroke-dasharray': DASHES[i % DASHES.length]};
    const places = points.map(([px, py]) => [x.place(px), y.place(py)]);
    add(svg, 'polyline', {...look, points: places.join(' ')});
    if (points.length <= DOTS_MAX) places.forEach(([cx, cy], k) => {
      const dot = add(svg, 'circle', {stroke, cx, cy, r: 1.5});
      add(dot, 'title', {}, `${name}: ${points[k].map(digits).join(', ')}`);
    });
    add(svg, 'polyline', {...look, points: `${RIGHT + 14},${legend} ${RIGHT + 42},${legend}`});
    text(RIGHT + 48, legend + 4, name);
  });
}

const paragraph = (words, look) => add(document.body, 'p', look, words);
paragraph(`${[report.target, report.server].filter(Boolean).join(', ')}: ` +
    `${closed ? 'closed' : 'open'} loop, ${settings.rpc}, ${settings.records_a_call} records a ` +
    `call of ${settings.records}, ${settings.connections} connections, ` +
    `deadline ${settings.deadline_ms} ms, ${(runs[0]?.seconds ?? 0).toFixed(1)} s a run.`);
paragraph(closed ?
    'Each caller waits for its answer, so latency says how long an answer takes at that ' +
    'concurrency, and nothing about calls that come unasked.' :
    'Latency counts from when a call was meant to be sent, whatever earlier answers took.');
if (report.first_fault) {
  paragraph(`Wrong answers. The first: ${report.first_fault}`, {class: 'bad'});
}

const table = add(add(document.body, 'div', {class: 'wide'}), 'table');
function addRow(kind, cells) {
  const row = add(table, 'tr');
  for (const cell of cells) add(row, kind, {}, cell);
}
const QUANTILES = [['p50', 'p50'], ['p90', 'p90'], ['p99', 'p99'], ['p99.9', 'p999']];
addRow('th', ['load', 'calls/s', 'records/s', 'tokens/s', 'in time',
              ...QUANTILES.map(([name]) => name + ' us'), 'max us', 'failed', 'skipped', 'wrong']);
for (const run of runs) {
  const {latency_us: latency, wrong_records: {shape, order, score}} = run;
  addRow('td', [loadName(run),
                ...[run.calls_per_s, run.records_per_s, run.tokens_per_s].map(Math.round),
                (100 * run.in_time_share).toFixed(2) + ' %',
                ...QUANTILES.map(([, key]) => latency[key]), latency.max,
                run.calls.failed, run.calls.skipped, shape + order + score]);
}

const loadLabel = closed ? 'callers' : 'calls offered a second';
const against = value => runs.map(run => [load(run), value(run)]);
if (runs.length > 1) {
  plot('Latency against load', loadLabel, 'latency, us', QUANTILES.map(
      ([name, key]) => [name, against(run => run.latency_us[key])]), {logY: true});
  plot('Answers against load', loadLabel, 'calls a second', [
    ['answered OK', against(run => run.calls_per_s)],
    ['in time', against(run => run.in_time_calls_per_s)],
    ...(closed ? [] : [['offered', against(load)]])]);
}
function distribution({latency_le_us, latency_us}) {
  let seen = 0;
  // The last bucket has no bound.
  return latency_le_us.filter(([bound]) => bound <= Number.MAX_SAFE_INTEGER).map(
      ([bound, calls]) => [bound, 100 * (seen += calls) / latency_us.count]);
}
plot('Calls answered within a latency', 'latency, us', 'share of calls, %',
     runs.map(run => [loadName(run), distribution(run)]), {logX: true});
)";

}  // namespace

std::string LoadAsHtml(const LoadReport& report) {
  return absl::StrCat(
      PageHead("txtsentry bench", kStyle, kScript), "<h1>txtsentry under load</h1>\n",
      "<noscript><p>The table and the plots need a browser that runs the page's own script.</p>"
      "</noscript>\n<script type=\"application/json\" id=\"report\">\n",
      // "<" stands in strings alone; escaped, no text can end the element.
      absl::StrReplaceAll(LoadAsJson(report), {{"<", "\\u003c"}}), "</script>\n<script>",
      std::string(kScript), "</script>\n</body>\n</html>\n");
}

}  // namespace txtsentry::client
