import t from 'tap';
import { SqliteAudit } from '../src/audit.ts';
import { openDatabase } from '../src/database.ts';
import { testAuditLog } from './contract/audit-log.ts';

t.test('the audit log of the SQLite store keeps the contract of an AuditLog', (t) => {
  testAuditLog(t, (t, entriesMax) => {
    const database = openDatabase(':memory:');
    t.teardown(() => database.close());
    return new SqliteAudit({ database, entriesMax });
  });
  t.end();
});

t.test('a smaller bound holds from the next start on, and the counts go on', async (t) => {
  const database = openDatabase(':memory:');
  t.teardown(() => database.close());
  const entry = { actor: 'user:ann', target: 'x', from: null, detail: null };
  const before = new SqliteAudit({ database, entriesMax: 10 });
  for (let at = 1; at <= 10; at += 1) await before.append({ ...entry, at, action: at < 9 ? 'publish' : 'kick' });
  const after = new SqliteAudit({ database, entriesMax: 4 });
  const kept = async () => (await after.list({ page: 1, limit: 10 })).data.map(({ at }) => at);
  t.same(await kept(), [10, 9, 8, 7]);
  await after.append({ ...entry, at: 11, action: 'kick' });
  t.same(await kept(), [11, 10, 9, 8]);
  await after.append({ ...entry, at: 12, action: 'log in' });
  t.same(await kept(), [12, 11, 10, 8]);
});
