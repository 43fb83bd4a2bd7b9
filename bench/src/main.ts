// `npm run bench`: which benchmarks, which candidates, how much; then tables. Progress goes to standard error.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunArguments, readArguments, usageOf } from './arguments.ts';
import type { Benchmark, Sample } from './benchmark.ts';
import { benchmarks } from './benchmarks.ts';
import type { Candidate } from './candidate.ts';
import { candidates } from './candidates.ts';
import { printSelfTimes, profilerArguments, readProfiles, selfTimesOf } from './cpu-profile.ts';
import { drawBenchmark } from './picture.ts';
import { findPinning } from './pinning.ts';
import { describeMachine, printReport, type Report, reportOf } from './report.ts';
import { runBenchmarks } from './run-benchmarks.ts';
import { soakCommand } from './soak/soak-command.ts';

const documentsFolder = fileURLToPath(new URL('../../../docs/benchmarks', import.meta.url));
const names = { benchmarks: benchmarks.map(({ name }) => name), candidates: candidates.map(({ name }) => name) };

/** Ctrl-C ends the processes of the measurement that is under way; what waits for them fails, cleans up, and we end. */
const interruption = new AbortController();
const { signal } = interruption;

/** Functions and owners of a profile that are shown. */
const sharesShown = 40;

async function main(): Promise<void> {
  const [command, ...rest] = process.argv.slice(2);
  if (command === 'soak') {
    process.exitCode = await soakCommand(rest, documentsFolder, signal);
    return;
  }
  const asked = readArguments(process.argv.slice(2), names);
  switch (asked.kind) {
    case 'help':
      process.stdout.write(usageOf(names));
      return;
    case 'wrong':
      process.stderr.write(`bench: ${asked.problem}\n`);
      process.exitCode = 2;
      return;
    case 'run':
      await run(asked);
  }
}

async function run(asked: RunArguments): Promise<void> {
  const chosen = benchmarks.filter(({ name }) => asked.benchmarks.includes(name));
  const pinning = asked.pin ? findPinning() : undefined;
  const startedAt = new Date().toISOString();
  const samples = await runBenchmarks({
    benchmarks: chosen,
    candidates: availableOf(candidates.filter(({ name }) => asked.candidates.includes(name))),
    scale: asked.scale,
    rounds: asked.rounds,
    shareServers: asked.shareServers,
    surroundings: (candidate) => ({ pinning, signal, nodeArguments: nodeArgumentsFor(candidate, asked) }),
    onSample: (sample) => process.stderr.write(progressOf(chosen, sample)),
  });
  const report = reportOf(chosen, samples, { startedAt, machine: describeMachine(pinning) });
  process.stdout.write(asked.json ? `${JSON.stringify(report, null, 2)}\n` : printReport(report, chosen));
  if (asked.write) for (const benchmark of chosen) writeDocuments(report, benchmark);
  if (asked.profileFolder !== undefined) printProfiles(asked.profileFolder, asked.candidates);
}

/** Those that can be started on this machine; of the others it is said why not. */
function availableOf(chosen: readonly Candidate[]): readonly Candidate[] {
  const available = chosen.filter((candidate) => {
    const reason = candidate.unavailable?.();
    if (reason !== undefined) process.stderr.write(`bench: ${candidate.name} is left out: ${reason}\n`);
    return reason === undefined;
  });
  if (available.length === 0) throw new Error('none of the candidates can be started here');
  return available;
}

function nodeArgumentsFor({ name }: Candidate, { profileFolder }: RunArguments): readonly string[] {
  return profileFolder === undefined ? [] : profilerArguments(join(profileFolder, name));
}

function progressOf(chosen: readonly Benchmark[], sample: Sample): string {
  const column = chosen.find(({ name }) => name === sample.benchmark)?.columns[0];
  const figure = column === undefined ? undefined : sample.figures[column.key];
  const shown = figure === undefined ? '' : `: ${figure.toFixed(column?.digits)} ${column?.title}`;
  return `${sample.benchmark}, ${sample.case}, round ${sample.round}, ${sample.candidate}${shown}\n`;
}

function writeDocuments(report: Report, benchmark: Benchmark): void {
  const own = {
    ...report,
    summaries: report.summaries.filter((summary) => summary.benchmark === benchmark.name),
    samples: report.samples.filter((sample) => sample.benchmark === benchmark.name),
  };
  mkdirSync(documentsFolder, { recursive: true });
  writeFileSync(join(documentsFolder, `${benchmark.name}.txt`), printReport(own, [benchmark]));
  writeFileSync(join(documentsFolder, `${benchmark.name}.svg`), drawBenchmark(own, benchmark));
  writeFileSync(join(documentsFolder, `${benchmark.name}.json`), `${JSON.stringify(own, null, 2)}\n`);
}

function printProfiles(folder: string, candidateNames: readonly string[]): void {
  for (const name of candidateNames) {
    const times = selfTimesOf(readProfiles(join(folder, name)));
    if (times.total > 0) process.stderr.write(`\n${name}: self time\n${printSelfTimes(times, sharesShown)}`);
  }
}

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interruption.abort(new Error(`interrupted by ${name}`)));
}
try {
  await main();
} catch (thrown) {
  const error: unknown = signal.aborted ? signal.reason : thrown;
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
