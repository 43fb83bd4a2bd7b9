import { readFileSync, statSync } from 'node:fs';
import { StartError, systemReason } from './start-error.ts';

/** Largest file that an operator hands over, in bytes: a list of 100,000 users fits. */
export const operatorFileBytesMax = 64 * 1024 * 1024;

/** Reads a text file that a setting names; throws a StartError that names setting and file. */
export function readOperatorFile(file: string, setting: string): string {
  try {
    const { size } = statSync(file);
    if (size > operatorFileBytesMax) {
      throw new StartError([{ path: setting, message: `${file} is larger than ${operatorFileBytesMax} bytes` }]);
    }
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError([{ path: setting, message: `${file} cannot be read: ${systemReason(error)}` }]);
  }
}
