// How the server is while a soak goes on, and what is made of it in the end. Pure but for `readHealth`.

import { readdirSync } from 'node:fs';
import { cpuMicroseconds, residentBytes } from '../process-figures.ts';

/** The server at one moment; undefined where the system does not tell. */
export type Health = {
  /** Milliseconds since the soak began. */
  readonly atMs: number;
  readonly heapBytes: number | undefined;
  readonly residentBytes: number | undefined;
  readonly cpuMicroseconds: number | undefined;
  readonly handles: number | undefined;
  /** The longest that its event loop was late since the last look. */
  readonly lateMs: number | undefined;
};

/** Reads what the metrics and the system tell of a process. */
export function readHealth(metrics: string, pid: number, atMs: number): Health {
  const lateSeconds = metricOf(metrics, 'ocpp_broker_event_loop_delay_seconds{quantile="1"}');
  return {
    atMs,
    heapBytes: metricOf(metrics, 'ocpp_broker_process_memory_bytes{kind="heap_used"}'),
    residentBytes: residentBytes(pid),
    cpuMicroseconds: cpuMicroseconds(pid),
    handles: openHandles(pid),
    lateMs: lateSeconds === undefined ? undefined : lateSeconds * 1000,
  };
}

/** The value of one line of metrics. */
export function metricOf(metrics: string, name: string): number | undefined {
  const line = metrics.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

/** How many files and sockets a process has open; undefined where the system does not tell. */
export function openHandles(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}

/** One kind of memory over the time of a soak. */
export type MemoryVerdict = {
  readonly beforeBytes: number;
  readonly afterBytes: number;
  readonly limitBytes: number;
  readonly isFlat: boolean;
};

/** How memory is judged; undefined when the soak was too short for it, or the system tells nothing. */
export type MemoryVerdicts = { readonly heap: MemoryVerdict; readonly resident: MemoryVerdict };

/** What fills up to its bounds in the beginning (answers that may be repeated, kept frames, the audit log) is no leak. */
export const warmUpShare = 0.25;

/** In a shorter soak a quarter holds too few collections: there is one about every two minutes. */
export const judgedFromMs = 1_200_000;

const growthShareMax = 0.1;
/** Below this, growth says more of the moment of the last collection than of what is held. */
const growthBytesMin = 8 * 1_048_576;

/**
 * Compares the last quarter of the time behind the warm-up (a quarter of all) with the first of it. Of the heap the least counts, which is what is left after
 * a collection; of resident memory the median, since it follows the swing of the heap. Neither may have grown by more than a tenth, or 8 MiB where that is more.
 */
export function judgeMemory(samples: readonly Health[], timeMs: number): MemoryVerdicts | undefined {
  if (timeMs < judgedFromMs) return undefined;
  const warmUpMs = timeMs * warmUpShare;
  const quarterMs = (timeMs - warmUpMs) / 4;
  const first = samples.filter(({ atMs }) => atMs >= warmUpMs && atMs < warmUpMs + quarterMs);
  const last = samples.filter(({ atMs }) => atMs >= timeMs - quarterMs && atMs <= timeMs);
  const heap = compare(first, last, (values) => values[0], 'heapBytes');
  const resident = compare(first, last, (values) => values[Math.floor(values.length / 2)], 'residentBytes');
  return heap === undefined || resident === undefined ? undefined : { heap, resident };
}

function compare(
  first: readonly Health[],
  last: readonly Health[],
  pick: (sorted: readonly number[]) => number | undefined,
  key: 'heapBytes' | 'residentBytes',
): MemoryVerdict | undefined {
  const of = (samples: readonly Health[]) =>
    pick(samples.flatMap((sample) => sample[key] ?? []).toSorted((a, b) => a - b));
  const beforeBytes = of(first);
  const afterBytes = of(last);
  if (beforeBytes === undefined || afterBytes === undefined) return undefined;
  const limitBytes = beforeBytes + Math.max(beforeBytes * growthShareMax, growthBytesMin);
  return { beforeBytes, afterBytes, limitBytes, isFlat: afterBytes <= limitBytes };
}
