import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import { openStore } from '../src/index.ts';
import { testSettingsRepository } from './contract/settings-repository.ts';
import { memoryStore } from './fixture-store.ts';

t.test('the settings of the SQLite store keep the contract of a SettingsRepository', (t) => {
  testSettingsRepository(t, (t) => memoryStore(t).settings);
  t.end();
});

t.test('a damaged document is said so, with the way back', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const store = openStore({ path });
  t.teardown(() => store.close());
  await store.settings.save({ log: {} });
  const file = new Database(path);
  t.teardown(() => file.close());
  for (const text of ['{"log":', '[]', 'null', '7']) {
    file.prepare('UPDATE settings SET document = ?').run(text);
    await t.rejects(store.settings.load(), {
      code: 'store_unreadable',
      message: /delete the row of the table settings/,
    });
  }
});
