// Charge points that are connected and do nothing, in a process of their own, which is there as long as they are.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Surroundings } from './benchmark.ts';
import type { ChargePointAccount } from './candidate.ts';
import { pinned } from './pinning.ts';
import { startProcess } from './started-process.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const restingFile = fileURLToPath(new URL('./resting-main.js', import.meta.url));
const readyTimeMaxMs = 20_000;
/** For the slowest that is worth measuring, 50 handshakes a second. */
const handshakeMaxMs = 20;

/** What the process is given as a file. */
export type RestingCrowd = { readonly url: string; readonly chargePoints: readonly ChargePointAccount[] };

/** Connects them all; resolves, when they are, with what disconnects them. Rejects when one of them is refused. */
export async function letRest(
  url: string,
  chargePoints: readonly ChargePointAccount[],
  { pinning, signal }: Surroundings,
): Promise<() => Promise<void>> {
  const folder = await makeTemporaryFolder();
  const file = join(folder.path, 'resting.json');
  try {
    await writeFile(file, JSON.stringify({ url, chargePoints } satisfies RestingCrowd), { mode: 0o600 });
    const { end } = await startProcess({
      ...pinned({ command: process.execPath, args: [restingFile, file] }, pinning, 'load'),
      environment: {},
      readyFrom: (line) => line === 'resting' || undefined,
      readyTimeMaxMs: readyTimeMaxMs + chargePoints.length * handshakeMaxMs,
      signal,
    });
    return end;
  } finally {
    await folder.remove();
  }
}
