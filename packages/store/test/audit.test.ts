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
