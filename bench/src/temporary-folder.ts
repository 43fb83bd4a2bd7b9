import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone, with all that is in it, after `remove`. */
export type TemporaryFolder = { readonly path: string; remove(): Promise<void> };

/** How the folders of this process begin: whoever finds one left over sees whose it was. */
export const temporaryFolderPrefix = `ocpp-broker-bench-${process.pid}-`;

/** Makes a folder of its own in the system's place for such. */
export async function makeTemporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), temporaryFolderPrefix));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
