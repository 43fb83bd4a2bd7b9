import { accessSync, constants, mkdirSync } from 'node:fs';
import { StartError, systemReason } from './start-error.ts';

/** Makes the data folder; throws a StartError when it cannot be made or written. */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError([{ path: 'data_dir', message: `${folder} cannot be written: ${systemReason(error)}` }]);
  }
}
