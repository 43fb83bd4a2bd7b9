import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { WriteBehind } from '../src/write-behind.ts';

type Parts = { readonly written?: readonly string[]; readonly retryAfterMs?: number; readonly turnsMax?: number };

/** A table of names behind a set of names; `wrote` hears of every attempt to write one. */
function open(t: Test, parts: Parts = {}) {
  const database = new Database(':memory:');
  t.teardown(() => database.close());
  database.exec('CREATE TABLE names (name TEXT PRIMARY KEY) STRICT');
  const { written = [], retryAfterMs, turnsMax } = parts;
  for (const name of written) database.prepare('INSERT INTO names VALUES (?)').run(name);
  const memory = new Set(written);
  const log: string[] = [];
  const errors: unknown[] = [];
  const on = { wrote: (_name: string): void => {} };
  const behind = new WriteBehind<string>({
    database,
    writtenKeys: written,
    has: (name) => memory.has(name),
    writeRow: (name) => {
      log.push(`+${name}`);
      database.prepare('INSERT OR REPLACE INTO names VALUES (?)').run(name);
      on.wrote(name);
    },
    removeRow: (name) => {
      log.push(`-${name}`);
      database.prepare('DELETE FROM names WHERE name = ?').run(name);
    },
    onWriteError: (error) => errors.push(error),
    retryAfterMs,
    turnsMax,
  });
  const set = (name: string): void => {
    memory.add(name);
    behind.changed(name);
  };
  const remove = (name: string): void => {
    memory.delete(name);
    behind.changed(name);
  };
  const rows = () => database.prepare('SELECT name FROM names ORDER BY 1').pluck().all();
  return { behind, on, log, errors, set, remove, rows };
}

t.test('the changes of one turn are written in the next, one row for each key', async (t) => {
  const { set, remove, rows, log } = open(t, { written: ['a'] });
  for (let index = 0; index < 10; index++) set('b');
  remove('a');
  t.same(rows(), ['a']);
  await nextTurn();
  t.same(rows(), ['b']);
  t.same(log.sort(), ['+b', '-a']);
});

t.test('where a change may wait for others, it is written after the first turn without one', async (t) => {
  const { set, rows, log } = open(t, { turnsMax: 10 });
  for (const name of ['a', 'b', 'c']) {
    set(name);
    await nextTurn();
    t.same(rows(), []);
  }
  await nextTurn();
  t.same(rows(), ['a', 'b', 'c']);
  set('a');
  await nextTurn();
  await nextTurn();
  t.same(log, ['+a', '+b', '+c', '+a']);
});

t.test('a change waits no longer than it may, though others keep coming', async (t) => {
  const { set, rows } = open(t, { turnsMax: 3 });
  const seen: unknown[][] = [];
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
    set(name);
    await nextTurn();
    seen.push(rows());
  }
  const [three, six] = [
    ['a', 'b', 'c'],
    ['a', 'b', 'c', 'd', 'e', 'f'],
  ];
  t.same(seen, [[], [], three, three, three, six, six]);
});

t.test('what came and went before it was written is not written', async (t) => {
  const { behind, set, remove, rows, log } = open(t, { written: ['a'] });
  set('b');
  remove('b');
  remove('a');
  set('a');
  remove('never there');
  behind.flush();
  t.same(log, ['+a']);
  t.same(rows(), ['a']);
});

t.test('a key is known to have its row after it was written, and to have none after it was removed', async (t) => {
  const { behind, set, remove, log } = open(t);
  set('a');
  behind.flush();
  remove('a');
  behind.flush();
  set('a');
  remove('a');
  behind.flush();
  t.same(log, ['+a', '-a']);
});

t.test('all differences are written or none, and a flush that failed says so', async (t) => {
  const { behind, on, set, rows, errors } = open(t);
  set('a');
  set('b');
  on.wrote = (name) => {
    if (name === 'b') throw new Error('full');
  };
  t.throws(() => behind.flush(), { message: 'full' });
  t.same(rows(), []);
  on.wrote = () => {};
  behind.flush();
  t.same(rows(), ['a', 'b']);
  t.same(errors, []);
});

t.test('what could not be written is tried again after a time, though nothing changes', async (t) => {
  // The timer of a retry keeps no process alive, so this does.
  const alive = setInterval(() => {}, 60_000);
  t.teardown(() => clearInterval(alive));
  const { promise, resolve } = Promise.withResolvers<void>();
  const { on, set, rows, errors } = open(t, { retryAfterMs: 1 });
  let attempts = 0;
  on.wrote = () => {
    attempts++;
    if (attempts < 3) throw new Error(`attempt ${attempts}`);
    resolve();
  };
  set('a');
  await promise;
  t.same(rows(), ['a']);
  t.match(errors, [{ message: 'attempt 1' }, { message: 'attempt 2' }]);
});

t.test('close writes what is left, and nothing is written or tried afterwards', async (t) => {
  const { behind, set, rows, log, errors } = open(t, { retryAfterMs: 1 });
  set('a');
  behind.close();
  t.same(rows(), ['a']);
  set('b');
  await nextTurn();
  behind.flush();
  t.same(log, ['+a']);
  t.same(errors, []);
});
