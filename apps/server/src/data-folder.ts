import { accessSync, constants, mkdirSync } from 'node:fs';
import { StartError, systemReason } from './start-error.ts';

/** Users, keys, settings, and what else is not MQTT's. */
export const databaseFile = 'ocpp-broker.db';
/** MQTT sessions and messages, unless they are kept in memory. */
export const messageFile = 'mqtt.db';
/** Events that wait for their receivers. */
export const webhookFile = 'webhooks.db';
/** The folder of the copies that are made of the first two. */
export const backupsFolder = 'backups';

/** Makes the data folder; throws a StartError when it cannot be made or written. */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o750 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError([{ path: 'data_dir', message: `${folder} cannot be written: ${systemReason(error)}` }]);
  }
}
