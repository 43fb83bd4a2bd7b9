import Database from 'better-sqlite3';
import t from 'tap';
import { openDatabase } from '../src/database.ts';
import { GroupCommit } from '../src/group-commit.ts';
import { defaultLimits } from '../src/index.ts';
import { Queue } from '../src/queue.ts';
import { byClient } from '../src/queue-target.ts';
import { SessionTable } from '../src/session-table.ts';
import { temporaryPath } from './fixture/open.ts';

function openCounter(t: Parameters<typeof temporaryPath>[0]) {
  const database = new Database(temporaryPath(t));
  database.exec('CREATE TABLE number (n INTEGER PRIMARY KEY)');
  let rollbacks = 0;
  const commits = new GroupCommit(database, () => rollbacks++);
  const insert = database.prepare('INSERT INTO number VALUES (?)');
  t.teardown(() => database.close());
  const add = (n: number) => {
    commits.open();
    insert.run(n);
    return n;
  };
  const numbers = () => database.prepare('SELECT n FROM number').pluck().all();
  return { database, commits, add, numbers, rollbacks: () => rollbacks };
}

t.test('the writes of one turn are one transaction, and settle when it is committed', async (t) => {
  const { database, commits, add } = openCounter(t);
  const order: string[] = [];
  const first = commits
    .durably(() => add(1))
    .then((n) => order.push(`first ${n}, in transaction ${database.inTransaction}`));
  const second = commits.durably(() => add(2)).then((n) => order.push(`second ${n}`));
  t.ok(database.inTransaction);
  await null;
  t.strictSame(order, [], 'not before the commit');
  await Promise.all([first, second]);
  t.strictSame(order, ['first 1, in transaction false', 'second 2']);
});

t.test('what nobody waits for is done at once and committed with the turn', async (t) => {
  const { database, commits, add, numbers } = openCounter(t);
  t.equal(
    commits.eventually(() => add(1)),
    1,
  );
  await new Promise((resolve) => setImmediate(resolve));
  t.notOk(database.inTransaction);
  t.strictSame(numbers(), [1]);
});

t.test('a statement that fails undoes its turn, and everybody who wrote in it is told', async (t) => {
  const { commits, add, numbers, rollbacks } = openCounter(t);
  await commits.durably(() => add(1));
  const innocent = commits.durably(() => add(2));
  const failing = commits.durably(() => add(1));
  await t.rejects(failing, { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
  await t.rejects(innocent, { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
  t.equal(rollbacks(), 1);
  t.strictSame(numbers(), [1]);
  await commits.durably(() => add(3));
  t.strictSame(numbers(), [1, 3], 'the next turn is a new beginning');
});

t.test('a refusal by our own code leaves the turn as it is', async (t) => {
  const { commits, add, numbers } = openCounter(t);
  const kept = commits.durably(() => add(1));
  await t.rejects(
    commits.durably(() => {
      throw new RangeError('too many');
    }),
    RangeError,
  );
  await kept;
  t.strictSame(numbers(), [1]);
});

t.test('a commit that fails is told to everybody who waits for it', async (t) => {
  const { database, commits, add, rollbacks } = openCounter(t);
  database.exec('CREATE TABLE child (n INTEGER REFERENCES number (n) DEFERRABLE INITIALLY DEFERRED)');
  const waiting = commits.durably(() => {
    add(1);
    database.exec('INSERT INTO child VALUES (99)');
  });
  await t.rejects(waiting, { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' });
  t.equal(rollbacks(), 1);
  t.notOk(database.inTransaction);
});

t.test('a full disk refuses messages but loses none that were accepted', async (t) => {
  const database = openDatabase(temporaryPath(t));
  t.teardown(() => database.close());
  const commits = new GroupCommit(database, () => {
    sessions.load();
    queue.load();
  });
  const context = { database, commits, limits: defaultLimits, now: Date.now, drop: () => t.fail('nothing is dropped') };
  const sessions = new SessionTable(context);
  const queue = new Queue(context, sessions);
  const matches = byClient([{ clientId: 'c' }]);
  const put = (payload: Buffer) => commits.durably(() => queue.enqueue(matches, { topic: 'a', payload, qos: 1 }));
  await put(Buffer.from('kept'));
  // SQLite's own bound on the size of the file stands in for the disk.
  database.pragma('max_page_count = 40');
  const together = put(Buffer.from('in the same turn'));
  await t.rejects(put(Buffer.alloc(1_000_000)), { code: 'SQLITE_FULL' });
  await t.rejects(together, { code: 'SQLITE_FULL' });
  const session = sessions.get('c');
  t.match(session, { queuedMessages: 1, queuedBytes: 5 }, 'what is held in memory is what is stored');
  t.match(session && [...queue.messages(session)], [{ payload: Buffer.from('kept') }]);
  await put(Buffer.from('again'));
  t.equal(sessions.get('c')?.queuedMessages, 2);
});
