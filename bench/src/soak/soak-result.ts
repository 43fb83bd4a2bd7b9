import type { Machine } from '../report.ts';
import type { Health, MemoryVerdict, MemoryVerdicts } from './health.ts';
import type { Counts } from './ledger.ts';
import type { SoakOptions } from './soak-arguments.ts';
import type { Events } from './traffic.ts';

/** What a soak found, as it is printed in the end. */
export type SoakResult = {
  readonly isGood: boolean;
  readonly startedAt: string;
  readonly seconds: number;
  readonly options: SoakOptions;
  readonly machine: Machine;
  /** How often something happened that must not; the first of them word for word. */
  readonly violationCount: number;
  readonly violations: readonly string[];
  readonly counts: Counts;
  readonly events: Events;
  /** From a CALL to its answer, in milliseconds. */
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly p999: number; readonly max: number };
  /** Of the server; undefined where the system does not tell. */
  readonly cpuShare: number | undefined;
  /** The part of a CPU that the soak itself took. */
  readonly loadCpuShare: number;
  /** The longest that the event loop of the server was late. */
  readonly serverLateMs: number | undefined;
  /** How late the soak itself was, in milliseconds: latencies below it say nothing of the server. */
  readonly loadLateMs: { readonly p99: number; readonly max: number };
  /** Undefined for a soak that was too short. */
  readonly memory: MemoryVerdicts | undefined;
  readonly handles: { readonly before: number | undefined; readonly after: number | undefined };
  /** The server, minute by minute. */
  readonly health: readonly Health[];
};

/** One line about how it goes. */
export function progressOf(
  health: Health,
  before: Health | undefined,
  { counts, events, violationCount }: Pick<SoakResult, 'counts' | 'events' | 'violationCount'>,
): string {
  const cpu =
    health.cpuMicroseconds === undefined || before?.cpuMicroseconds === undefined
      ? undefined
      : (health.cpuMicroseconds - before.cpuMicroseconds) / ((health.atMs - before.atMs) * 10);
  const told = [
    `soak ${Math.round(health.atMs / 1000)} s`,
    `${counts.calls} CALLs up`,
    `${counts.commands} down`,
    `${counts.notes} notes`,
    `${events.kicks} kicks, ${events.reconnects} reconnects, ${events.settings} changes`,
    `CPU ${number(cpu)} %`,
    `heap ${megabytes(health.heapBytes)} MB`,
    `RSS ${megabytes(health.residentBytes)} MB`,
    `${number(health.handles)} handles`,
    `late ${number(health.lateMs)} ms`,
    `${violationCount} violations`,
  ];
  return `${told.join(', ')}\n`;
}

/** What there is to say against a soak; nothing when it is good. */
export function complaintsOf({
  memory,
  handles,
  violationCount,
  violations,
}: Pick<SoakResult, 'memory' | 'handles' | 'violationCount' | 'violations'>): readonly string[] {
  const complaints = violationCount === 0 ? [] : [`${violationCount} violations, such as`, ...violations.slice(0, 10)];
  if (memory?.heap.isFlat === false) complaints.push(grown('the heap', memory.heap));
  if (memory?.resident.isFlat === false) complaints.push(grown('resident memory', memory.resident));
  const { before, after } = handles;
  if (before !== undefined && after !== undefined && after > before) {
    complaints.push(`${after} handles are open in the end, ${before} were in the beginning`);
  }
  return complaints;
}

function grown(what: string, { beforeBytes, afterBytes, limitBytes }: MemoryVerdict): string {
  const [before, after, limit] = [beforeBytes, afterBytes, limitBytes].map(megabytes);
  return `${what} grew from ${before} to ${after} MB, more than ${limit} MB`;
}

function number(value: number | undefined): string {
  return value === undefined ? '–' : value.toFixed(0);
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : (bytes / 1e6).toFixed(1);
}
