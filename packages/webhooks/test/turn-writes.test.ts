import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { TurnWrites } from '../src/turn-writes.ts';
import { TestClock } from './fixture/clock.ts';
import { nextTurn } from './fixture/open.ts';

function make(t: Test) {
  const database = new Database(':memory:');
  t.teardown(() => database.close());
  database.exec('CREATE TABLE row (value INTEGER NOT NULL UNIQUE)');
  const insert = database.prepare('INSERT INTO row VALUES (?)');
  const errors: unknown[] = [];
  const clock = new TestClock();
  const writes = new TurnWrites(database, clock, (error) => errors.push(error));
  const values = () => database.prepare('SELECT value FROM row ORDER BY rowid').pluck().all();
  return { database, insert, errors, clock, writes, values };
}

t.test('what a turn writes is committed at its end, in its order, and told then', async (t) => {
  const { insert, writes, values } = make(t);
  const told: unknown[] = [];
  writes.add(
    () => insert.run(1),
    () => told.push(values()),
  );
  writes.add(() => insert.run(2));
  t.strictSame(values(), []);
  await nextTurn();
  t.strictSame(told, [[1, 2]], 'only when all of it was there');
});

t.test('a flush writes at once, and once', async (t) => {
  const { insert, writes, values } = make(t);
  writes.add(() => insert.run(1));
  writes.flush();
  t.strictSame(values(), [1]);
  await nextTurn();
  writes.flush();
  t.strictSame(values(), [1]);
});

t.test('a turn that cannot be written is undone as a whole, kept, and tried again after five seconds', async (t) => {
  const { insert, errors, clock, writes, values } = make(t);
  let isFull = true;
  let told = 0;
  writes.add(() => insert.run(1));
  writes.add(
    () => {
      if (isFull) throw new Error('full');
      insert.run(2);
    },
    () => told++,
  );
  await nextTurn();
  t.equal(errors.length, 1);
  t.strictSame(values(), []);

  writes.add(() => insert.run(3));
  await nextTurn();
  t.equal(errors.length, 1, 'a further turn does not try what has just failed');
  t.strictSame(clock.waits, [5_000]);

  clock.advance(5_000);
  t.equal(errors.length, 2);
  isFull = false;
  clock.advance(5_000);
  t.strictSame(values(), [1, 2, 3]);
  t.equal(told, 1);
  t.strictSame(clock.waits, []);
});

t.test('a flush that fails throws, and what could not be written is tried again', async (t) => {
  const { insert, clock, writes, values } = make(t);
  insert.run(1);
  let value = 1;
  writes.add(() => insert.run(value));
  t.throws(() => writes.flush(), { code: 'SQLITE_CONSTRAINT_UNIQUE' });
  value = 2;
  clock.advance(5_000);
  t.strictSame(values(), [1, 2]);
});

t.test('after stop nothing is tried any more', async (t) => {
  const { insert, clock, writes, values } = make(t);
  writes.add(() => insert.run(1));
  writes.stop();
  await nextTurn();
  t.strictSame(values(), []);
  t.strictSame(clock.waits, []);
});
