import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone, with all that is in it, after `remove`. */
export type TemporaryFolder = { readonly path: string; remove(): Promise<void> };

/** Makes a folder of its own in the system's place for such. */
export async function makeTemporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'ocpp-broker-bench-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
