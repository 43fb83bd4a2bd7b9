// The results as a picture: for each case one bar for each candidate, of the figure that counts and of the one beside it, with the
// least and the greatest as a thin line. SVG as text, for a page of the documentation.

import type { Benchmark, Column } from './benchmark.ts';
import type { Report } from './report.ts';
import type { CaseSummary, Row } from './summary.ts';

/** All lengths are those of the picture's own coordinates. */
const width = 960;
const margin = 16;
const nameWidth = 190;
const panelGap = 24;
const valueWidth = 76;
const barHeight = 14;
const barStep = 19;
const caseHead = 26;
const caseGap = 12;
const head = 74;
const panelWidth = (width - 2 * margin - nameWidth - panelGap) / 2;

/** Told apart by those who do not see all colours, too; further candidates begin anew. */
const colours = ['#0072b2', '#56b4e9', '#999999', '#d55e00', '#e69f00', '#009e73', '#cc79a7'];

/** Draws one benchmark of a report; the whole document, which begins with `<svg`. */
export function drawBenchmark({ machine, summaries, startedAt }: Report, benchmark: Benchmark): string {
  const own = summaries.filter((summary) => summary.benchmark === benchmark.name);
  const panels = benchmark.columns.slice(0, 2);
  let top = head;
  const parts: string[] = [];
  for (const summary of own) {
    parts.push(...drawCase(summary, panels, top));
    top += caseHead + summary.rows.length * barStep + caseGap;
  }
  const height = top + margin;
  const where = `${machine.cpu}, ${machine.cpus} CPUs, Node ${machine.node}, ${startedAt.slice(0, 10)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="#222">`,
    `<title>${escaped(`${benchmark.name}: ${benchmark.description}`)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(margin, 26, benchmark.name, 'font-size="18" font-weight="bold"'),
    text(margin, 44, where, 'fill="#666"'),
    ...panels.map(({ title }, panel) => text(panelLeft(panel), 64, title, 'font-weight="bold"')),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function drawCase(summary: CaseSummary, panels: readonly Column[], top: number): readonly string[] {
  return [
    text(margin, top + 16, summary.case, 'font-weight="bold"'),
    ...summary.rows.flatMap((row, index) => {
      const y = top + caseHead + index * barStep;
      return [
        text(margin, y + 11, row.candidate),
        ...panels.map((column, panel) =>
          drawBar(row, column, greatestOf(summary, column), panelLeft(panel), y, colours[index % colours.length] ?? ''),
        ),
      ];
    }),
  ];
}

function drawBar(row: Row, { key, digits }: Column, greatest: number, left: number, y: number, colour: string): string {
  const spread = row.figures[key];
  if (spread === undefined) return text(left, y + 11, '–', 'fill="#666"');
  const x = (value: number) => number(greatest > 0 ? (value / greatest) * (panelWidth - valueWidth) : 0);
  const { median, low, high } = spread;
  const middle = number(y + barHeight / 2);
  return [
    `<rect x="${number(left)}" y="${y}" width="${x(median)}" height="${barHeight}" fill="${colour}"/>`,
    `<line x1="${number(left + Number(x(low)))}" x2="${number(left + Number(x(high)))}" y1="${middle}" y2="${middle}" stroke="#222"/>`,
    text(left + Number(x(high)) + 5, y + 11, median.toFixed(digits)),
  ].join('');
}

/** Each case has a scale of its own: cases are not compared with each other, candidates are. */
function greatestOf({ rows }: CaseSummary, { key }: Column): number {
  return Math.max(0, ...rows.map(({ figures }) => figures[key]?.high ?? 0));
}

function panelLeft(panel: number): number {
  return margin + nameWidth + panel * (panelWidth + panelGap);
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${number(x)}" y="${number(y)}"${attributes === '' ? '' : ` ${attributes}`}>${escaped(content)}</text>`;
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
