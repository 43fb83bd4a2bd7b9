// What the system keeps account of for a process: the CPU time that it took and the memory that it holds. Linux only;
// everywhere else the answer is undefined and the tables show a dash.

import { readdirSync, readFileSync } from 'node:fs';

/** One tick of `utime` and `stime` in `/proc/<pid>/stat`, in microseconds: USER_HZ is 100 on every architecture that Node runs on. */
const tickMicroseconds = 10_000;

/**
 * CPU time of a process and all of its threads since it started, in microseconds, user and system together. To the nanosecond where
 * the kernel keeps `schedstat`, otherwise in steps of 10 ms; undefined when there is no such process or no `/proc`.
 */
export function cpuMicroseconds(pid: number): number | undefined {
  const ticks = ticksOf(pid);
  if (ticks === undefined) return undefined;
  const precise = scheduledMicroseconds(pid);
  // A thread that ended takes its own count with it, while the ticks of the process keep it.
  return precise === undefined || precise < ticks - tickMicroseconds ? ticks : precise;
}

/** The sum over several processes; undefined when one of them cannot be read. */
export function cpuMicrosecondsOf(pids: readonly number[]): number | undefined {
  return sumOf(pids, cpuMicroseconds);
}

/** Memory of a process that lies in RAM, in bytes; undefined when there is no such process or no `/proc`. */
export function residentBytes(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** The sum over several processes; undefined when one of them cannot be read. */
export function residentBytesOf(pids: readonly number[]): number | undefined {
  return sumOf(pids, residentBytes);
}

function sumOf(pids: readonly number[], figure: (pid: number) => number | undefined): number | undefined {
  let sum = 0;
  for (const pid of pids) {
    const one = figure(pid);
    if (one === undefined) return undefined;
    sum += one;
  }
  return sum;
}

function ticksOf(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the name in brackets, and may itself hold blanks and brackets; utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks * tickMicroseconds : undefined;
}

/** `/proc/<pid>/schedstat` counts the first thread alone, so all of them are read one by one. */
function scheduledMicroseconds(pid: number): number | undefined {
  let nanoseconds = 0;
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const first = read(`/proc/${pid}/task/${thread}/schedstat`)?.split(' ')[0];
      if (first === undefined) return undefined;
      nanoseconds += Number(first);
    }
  } catch {
    return undefined;
  }
  return nanoseconds > 0 ? nanoseconds / 1000 : undefined;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}
