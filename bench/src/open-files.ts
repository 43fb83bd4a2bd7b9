import { readFileSync } from 'node:fs';

/** What a server and a load generator have open besides the connections of charge points. */
const besides = 200;

/**
 * Throws an Error that says what to do when processes of ours may not have so many connections open. Node takes as many files as the
 * hard limit allows; to raise that is the user's.
 */
export function demandOpenFiles(connections: number, limit: number | undefined = openFilesMax()): void {
  if (limit === undefined || limit >= connections + besides) return;
  throw new Error(
    `${connections} connections need ${connections + besides} open files, and a process may have ${limit} here: ` +
      'raise the limit (`ulimit -Hn`, or `nofile` in limits.conf) or ask for a smaller crowd',
  );
}

/** How many files a process may have open; undefined where the system does not tell. */
export function openFilesMax(): number | undefined {
  try {
    const hard = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    if (hard === undefined) return undefined;
    return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard);
  } catch {
    return undefined;
  }
}
