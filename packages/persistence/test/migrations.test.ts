import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import t from 'tap';
import { migrations } from '../src/migrations.ts';

t.test('the steps make every table, and types are held to', async (t) => {
  const database = new Database(':memory:');
  for (const step of migrations) database.exec(step);
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all();
  t.strictSame(tables, ['body', 'inbound', 'queued', 'received', 'retained', 'session', 'subscription', 'will']);
  t.throws(() => database.exec("INSERT INTO session (client_id, created_at) VALUES ('c', 'today')"));
  database.close();
});

t.test('a session id is not used again, so that nothing of an ended session can turn up in a new one', async (t) => {
  const database = new Database(':memory:');
  for (const step of migrations) database.exec(step);
  const create = database.prepare('INSERT INTO session (client_id, created_at) VALUES (?, 0)');
  const first = create.run('a').lastInsertRowid;
  database.exec('DELETE FROM session');
  t.not(create.run('b').lastInsertRowid, first);
  database.close();
});

t.test('a step that has been released is not edited', async (t) => {
  const [first = ''] = migrations;
  const digest = createHash('sha256').update(first.replace(/\s+/g, ' ')).digest('hex');
  t.equal(digest.slice(0, 16), '47a7f070e09bb4fc');
});
