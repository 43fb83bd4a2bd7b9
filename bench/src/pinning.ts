// Servers and load on cores of their own, so that neither is moved about nor takes the other's time.

import { existsSync, readFileSync } from 'node:fs';

/** A program and its arguments. */
export type CommandLine = { readonly command: string; readonly args: readonly string[] };

/** Which CPUs the servers and the load generator keep to, and the program that holds them there. */
export type Pinning = { readonly taskset: string; readonly serverCpu: number; readonly loadCpu: number };

const tasksetPaths = ['/usr/bin/taskset', '/bin/taskset', '/usr/local/bin/taskset'];

/** The pinning of this machine: the last CPU for the servers, the first for the load; undefined without `taskset` or a second CPU. */
export function findPinning(): Pinning | undefined {
  const taskset = tasksetPaths.find((path) => existsSync(path));
  const cpus = allowedCpus();
  const [loadCpu] = cpus;
  const serverCpu = cpus.at(-1);
  if (taskset === undefined || loadCpu === undefined || serverCpu === undefined || loadCpu === serverCpu) {
    return undefined;
  }
  return { taskset, serverCpu, loadCpu };
}

/** The command that runs another one on one CPU; `taskset` takes its place, so that the process id stays that of the program. */
export function pinned(
  { command, args }: CommandLine,
  pinning: Pinning | undefined,
  cpu: 'server' | 'load',
): CommandLine {
  if (pinning === undefined) return { command, args };
  const number = cpu === 'server' ? pinning.serverCpu : pinning.loadCpu;
  return { command: pinning.taskset, args: ['-c', String(number), command, ...args] };
}

/** Numbers out of a list as the kernel writes it, such as `0-3,8`. */
export function cpuNumbers(list: string): readonly number[] {
  return list
    .trim()
    .split(',')
    .flatMap((part) => {
      const [first = Number.NaN, last = first] = part.split('-').map(Number);
      if (!Number.isInteger(first) || !Number.isInteger(last) || last < first) return [];
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}

function allowedCpus(): readonly number[] {
  try {
    const status = readFileSync('/proc/self/status', 'latin1');
    return cpuNumbers(/^Cpus_allowed_list:\s*(.+)$/m.exec(status)?.[1] ?? '');
  } catch {
    return [];
  }
}
