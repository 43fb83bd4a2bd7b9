// The results as text for people and as JSON for whatever compares two runs.

import { arch, cpus, platform, totalmem } from 'node:os';
import type { Benchmark, Column, Sample } from './benchmark.ts';
import type { Pinning } from './pinning.ts';
import type { Spread } from './statistics.ts';
import { type CaseSummary, type Row, summarize } from './summary.ts';

/** What the figures were measured on; figures of two machines are not to be compared. */
export type Machine = {
  readonly cpu: string;
  readonly cpus: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly node: string;
  readonly pinning: { readonly serverCpu: number; readonly loadCpu: number } | null;
};

/** One run, as `--json` prints it. */
export type Report = {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly summaries: readonly CaseSummary[];
  readonly samples: readonly Sample[];
};

/** This machine. */
export function describeMachine(pinning: Pinning | undefined): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cpus: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 1e9),
    system: `${platform()} ${arch()}`,
    node: process.version,
    pinning: pinning === undefined ? null : { serverCpu: pinning.serverCpu, loadCpu: pinning.loadCpu },
  };
}

/** Brings everything together. */
export function reportOf(
  benchmarks: readonly Benchmark[],
  samples: readonly Sample[],
  surroundings: { readonly startedAt: string; readonly machine: Machine },
): Report {
  return { ...surroundings, summaries: benchmarks.flatMap((benchmark) => summarize(benchmark, samples)), samples };
}

/** The tables of one run. Each figure is the median over the rounds, with the least and the greatest behind it. */
export function printReport({ machine, summaries }: Report, benchmarks: readonly Benchmark[]): string {
  const { cpu, cpus: count, memoryGigabytes, system, node, pinning } = machine;
  const where = pinning === null ? 'not pinned' : `servers on CPU ${pinning.serverCpu}, load on CPU ${pinning.loadCpu}`;
  const head = `${cpu}, ${count} CPUs, ${memoryGigabytes} GB, ${system}, Node ${node}; ${where}`;
  const tables = benchmarks.flatMap((benchmark) => {
    const own = summaries.filter((summary) => summary.benchmark === benchmark.name);
    return [`${benchmark.name}: ${benchmark.description}`, ...own.map((summary) => printCase(benchmark, summary))];
  });
  return `${[head, ...tables].join('\n\n')}\n`;
}

function printCase(benchmark: Benchmark, summary: CaseSummary): string {
  const [first, ...others] = benchmark.columns;
  const rounds = summary.rows[0]?.rounds ?? 0;
  const header = ['', first.title, `× ${summary.reference}`, ...others.map(({ title }) => title)];
  const lines = summary.rows.map((row) => [
    row.candidate,
    figure(row, first),
    printSpread(row.ratio, 2),
    ...others.map((column) => figure(row, column)),
  ]);
  const title = `${summary.case} (${rounds} ${rounds === 1 ? 'round' : 'rounds'})`;
  return [title, ...alignColumns([header, ...lines])].join('\n');
}

function figure(row: Row, { key, digits }: Column): string {
  return printSpread(row.figures[key], digits);
}

function printSpread(spread: Spread | undefined, digits: number): string {
  if (spread === undefined) return '–';
  const [median, low, high] = [spread.median, spread.low, spread.high].map((value) => value.toFixed(digits));
  return low === high ? `${median}` : `${median} (${low}–${high})`;
}

/** The first column to the left, all others to the right, two blanks between them. */
export function alignColumns(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
