// Certificates and keys are replaced while the server runs: their files are looked at from time to time, and read again when they changed.

import { statSync } from 'node:fs';

/** What a watch looks after. */
export type FileWatchParts = {
  readonly files: readonly string[];
  readonly intervalMs: number;
  /** Reads the files and puts them in force; throws when they are no good, and what was in force stays. */
  readonly reload: () => void;
  readonly onReloaded: () => void;
  readonly onRefused: (error: unknown) => void;
};

/** Watches files until the returned function is called. */
export function watchFiles(parts: FileWatchParts): () => void {
  let seen = stateOf(parts.files);
  const timer = setInterval(() => {
    const now = stateOf(parts.files);
    if (now === seen) return;
    seen = now;
    try {
      parts.reload();
      parts.onReloaded();
    } catch (error) {
      parts.onRefused(error);
    }
  }, parts.intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** What changes when one of the files is replaced. */
function stateOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats === undefined ? 'absent' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
    })
    .join(', ');
}
