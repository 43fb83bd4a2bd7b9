import { join } from 'node:path';
import type { Settings } from '@ocpp-broker/config';
import type { SqliteMessageStore } from '@ocpp-broker/persistence';
import { BackupFolder, type BackupSource, type Store } from '@ocpp-broker/store';
import { backupsFolder, databaseFile, messageFile } from './data-folder.ts';

/**
 * The copies of the databases, in the data folder. Webhooks are not copied: events that wait have a receiver of their time, and a copy of
 * them would be sent once more.
 */
export function backupFolder(
  { data_dir: folder, api, mqtt }: Settings,
  store: Pick<Store, 'backupTo'>,
  messages: Pick<SqliteMessageStore, 'backupTo'>,
): BackupFolder {
  const database: BackupSource = { file: databaseFile, backupTo: (path) => store.backupTo(path) };
  const ofMessages: BackupSource = { file: messageFile, backupTo: (path) => messages.backupTo(path) };
  return new BackupFolder({
    folder: join(folder, backupsFolder),
    sources: mqtt.persistence === 'memory' ? [database] : [database, ofMessages],
    backupsMax: api.max_backups,
  });
}
