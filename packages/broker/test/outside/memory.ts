import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Buffers are let go a little after the collection that found them unused. */
const collections = 3;

/** What this process holds: objects and buffers, not what SQLite has of its own. */
export async function heldBytes(): Promise<number> {
  for (let at = 0; at < collections; at += 1) {
    collectGarbage();
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
