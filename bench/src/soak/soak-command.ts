// `npm run bench -- soak`.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPinning } from '../pinning.ts';
import { runSoak } from './soak.ts';
import { readSoakArguments, soakUsage } from './soak-arguments.ts';
import { complaintsOf } from './soak-result.ts';

/** Runs what the arguments behind `soak` ask for, and resolves to the exit code; rejects when it could not be run. */
export async function soakCommand(
  args: readonly string[],
  documentsFolder: string,
  signal: AbortSignal,
): Promise<number> {
  const asked = readSoakArguments(args);
  switch (asked.kind) {
    case 'help':
      process.stdout.write(soakUsage);
      return 0;
    case 'wrong':
      process.stderr.write(`bench: ${asked.problem}\n`);
      return 2;
    case 'soak': {
      const pinning = asked.pin ? findPinning() : undefined;
      const onProgress = (line: string) => process.stderr.write(line);
      const result = await runSoak(asked.options, { pinning, signal, onProgress });
      const json = `${JSON.stringify(result, null, 2)}\n`;
      process.stdout.write(json);
      if (asked.write) {
        mkdirSync(documentsFolder, { recursive: true });
        writeFileSync(join(documentsFolder, 'soak.json'), json);
      }
      for (const complaint of complaintsOf(result)) process.stderr.write(`soak: ${complaint}\n`);
      process.stderr.write(`soak: ${result.isGood ? 'good' : 'failed'}\n`);
      return result.isGood ? 0 : 1;
    }
  }
}
