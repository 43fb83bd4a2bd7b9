import Database from 'better-sqlite3';
import t from 'tap';
import { migrations } from '../src/migrations.ts';

function migrated() {
  const database = new Database(':memory:');
  for (const step of migrations) database.exec(step);
  return database;
}

t.test('the steps make every table, and types are held to', async (t) => {
  const database = migrated();
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all();
  t.strictSame(tables, ['dead', 'hook', 'queued']);
  t.throws(() => database.exec("INSERT INTO queued VALUES (1, 1, 'today', 1, '{}')"));
  database.close();
});

t.test('neither the id of a hook nor that of a dead letter is used again', async (t) => {
  const database = migrated();
  const hook = database.prepare("INSERT INTO hook (name) VALUES ('h')");
  const letter = database.prepare(
    "INSERT INTO dead (hook_id, died_at, reason, attempts, bytes, body) VALUES (1, 0, '', 0, 2, '{}')",
  );
  const before = [hook.run().lastInsertRowid, letter.run().lastInsertRowid];
  database.exec('DELETE FROM hook; DELETE FROM dead');
  t.strictSame(
    [hook.run().lastInsertRowid, letter.run().lastInsertRowid],
    before.map((id) => Number(id) + 1),
  );
  database.close();
});

t.test('the queries of the queue and the dead letters go by an index', async (t) => {
  const database = migrated();
  const plan = (sql: string) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => (row as { detail: string }).detail)
      .join('; ');
  t.match(
    plan('SELECT seq, body FROM queued WHERE hook_id = 1 AND seq > 2 ORDER BY seq'),
    /^SEARCH queued USING INDEX queued_in_order[^;]*$/,
  );
  t.match(plan('SELECT count(*), sum(bytes) FROM dead WHERE hook_id = 1'), 'COVERING INDEX');
  database.close();
});
