// Answers that go to a file or to standard output as they come, and never lie in memory whole.
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { ApiError, chunksOf } from '@ocpp-broker/api-client';
import { Problem } from './problem.ts';
import type { Output } from './surroundings.ts';

/** What is saved holds hashes of passwords. */
const PRIVATE_FILE = 0o600;

/**
 * Writes an answer into a new file that nobody else may read; returns its bytes. The name is there only once all of it is. Throws a Problem when
 * there is such a file already (unless `isForced`), or it cannot be written.
 */
export async function saveAnswer(response: Response, file: string, isForced: boolean): Promise<number> {
  const draft = `${file}.part`;
  try {
    if (!isForced) refuseExisting(file);
    const handle = await inWords(file, () => open(draft, 'w', PRIVATE_FILE));
    let bytes = 0;
    try {
      // A draft that was left behind keeps its mode.
      await handle.chmod(PRIVATE_FILE);
      for await (const chunk of wholeAnswer(response)) {
        await inWords(file, () => handle.writeFile(chunk));
        bytes += chunk.byteLength;
      }
    } finally {
      await handle.close();
    }
    await inWords(file, () => rename(draft, file));
    return bytes;
  } catch (error) {
    await response.body?.cancel().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

/** Writes an answer that is text to an output. */
export async function printAnswer(response: Response, output: Output): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of wholeAnswer(response)) await output.write(decoder.decode(chunk, { stream: true }));
  await output.write(decoder.decode());
}

/** Throws a Problem when there is such a file. */
export function refuseExisting(file: string): void {
  if (existsSync(file)) throw new Problem('FILE_EXISTS', `there is a file ${file} already: --force replaces it`);
}

/** `fetch` tells by a TypeError that the connection ended too early. */
async function* wholeAnswer(response: Response): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* chunksOf(response);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ApiError(null, 'UNREACHABLE', 'The connection ended before the answer did', { cause: error });
  }
}

async function inWords<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : new Problem('FILE_UNWRITABLE', `${file} cannot be written (${code})`);
  }
}
