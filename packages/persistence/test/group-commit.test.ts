import Database from 'better-sqlite3';
import t, { type Test } from 'tap';
import { GroupCommit } from '../src/group-commit.ts';
import { temporaryPath } from './fixture/open.ts';

function openCounter(t: Test) {
  const database = new Database(temporaryPath(t));
  database.exec('CREATE TABLE number (n INTEGER PRIMARY KEY)');
  const commits = new GroupCommit(database);
  const insert = database.prepare('INSERT INTO number VALUES (?)');
  const held = new Set<number>();
  t.teardown(() => database.close());
  const add = (n: number) =>
    commits.run(() => {
      commits.open();
      insert.run(n);
      held.add(n);
      commits.onUndo(() => held.delete(n));
      return n;
    });
  const numbers = () => database.prepare('SELECT n FROM number').pluck().all();
  const outcome = () => new Promise<Error | undefined>((resolve) => commits.afterCommit(resolve));
  return { database, commits, add, numbers, outcome, held: () => [...held] };
}

t.test('the writes of one turn are one transaction, told in order when it is committed', async (t) => {
  const { database, commits, add, outcome } = openCounter(t);
  const order: string[] = [];
  add(1);
  commits.afterCommit(() => order.push(`first, in transaction ${database.inTransaction}`));
  add(2);
  commits.afterCommit(() => order.push('second'));
  t.ok(database.inTransaction);
  await null;
  t.strictSame(order, [], 'not before the commit');
  await outcome();
  t.strictSame(order, ['first, in transaction false', 'second']);
});

t.test('when nothing waits, the call comes back at once, but never before earlier ones', async (t) => {
  const { commits, add, outcome } = openCounter(t);
  const order: number[] = [];
  commits.afterCommit(() => order.push(0));
  t.strictSame(order, [0]);
  add(1);
  commits.afterCommit(() => {
    order.push(1);
    commits.afterCommit(() => order.push(3));
  });
  commits.afterCommit(() => {
    order.push(2);
    add(2);
    commits.afterCommit(() => order.push(4));
    commits.flush();
  });
  await outcome();
  await outcome();
  t.strictSame(order, [0, 1, 2, 3, 4]);
});

t.test('a statement that fails undoes its turn, before and after it, and everybody in it is told', async (t) => {
  const { add, numbers, outcome, held } = openCounter(t);
  add(1);
  await outcome();
  add(2);
  const innocent = outcome();
  t.throws(() => add(1), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
  t.strictSame(held(), [1], 'undone at once');
  add(3);
  t.strictSame(numbers(), [1, 3], 'who writes on sees what it writes');
  const late = outcome();
  t.match(await innocent, { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
  t.match(await late, { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
  t.strictSame(numbers(), [1]);
  t.strictSame(held(), [1]);
  add(4);
  t.equal(await outcome(), undefined);
  t.strictSame(numbers(), [1, 4], 'the next turn is a new beginning');
});

t.test('a refusal by our own code leaves the turn as it is', async (t) => {
  const { commits, add, numbers, outcome } = openCounter(t);
  add(1);
  t.throws(
    () =>
      commits.run(() => {
        throw new RangeError('too many');
      }),
    RangeError,
  );
  t.equal(await outcome(), undefined);
  t.strictSame(numbers(), [1]);
});

t.test('a commit that fails is told to everybody who waits for it', async (t) => {
  const { database, add, outcome, held } = openCounter(t);
  database.exec('CREATE TABLE child (n INTEGER REFERENCES number (n) DEFERRABLE INITIALLY DEFERRED)');
  add(1);
  database.exec('INSERT INTO child VALUES (99)');
  const [first, second] = [outcome(), outcome()];
  t.match(await first, { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' });
  t.match(await second, { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' });
  t.strictSame(held(), []);
  t.notOk(database.inTransaction);
});

t.test('a write that was put off to the end of the turn and fails undoes the turn', async (t) => {
  const { database, commits, add, numbers, outcome, held } = openCounter(t);
  add(1);
  await outcome();
  commits.beforeCommit(() => {
    if (held().includes(2)) database.exec('INSERT INTO number VALUES (1)');
  });
  add(2);
  t.match(await outcome(), { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
  t.strictSame(numbers(), [1]);
});

t.test('one who fails when told does not keep the others from being told', async (t) => {
  const { commits, add, outcome } = openCounter(t);
  const thrown = new Promise((resolve) => process.once('uncaughtException', resolve));
  add(1);
  commits.afterCommit(() => {
    throw new RangeError('mine');
  });
  const told = outcome();
  t.equal(await told, undefined);
  t.match(await thrown, { message: 'mine' });
});

t.test('durably settles after the commit, or with what went wrong', async (t) => {
  const { database, commits, add, outcome } = openCounter(t);
  t.equal(await commits.durably(() => add(1)), 1);
  t.notOk(database.inTransaction);
  const together = commits.durably(() => add(2));
  await t.rejects(
    commits.durably(() => add(1)),
    { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' },
  );
  await t.rejects(together, { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' });
  await outcome();
});

t.test('a turn in a hurry is over with the code that runs', async (t) => {
  const { database, commits, add, numbers } = openCounter(t);
  commits.hurry();
  add(1);
  add(2);
  t.ok(database.inTransaction, 'what is written together is still one transaction');
  await null;
  t.notOk(database.inTransaction);
  t.strictSame(numbers(), [1, 2]);
  commits.rest();
  add(3);
  await null;
  t.ok(database.inTransaction);
  commits.settle();
  t.notOk(database.inTransaction);
});

t.test('what is settled stays so, whoever writes again when he hears of it', async (t) => {
  const { database, commits, add, numbers } = openCounter(t);
  add(1);
  commits.afterCommit(() => {
    add(2);
    commits.afterCommit(() => void add(3));
  });
  commits.settle();
  t.notOk(database.inTransaction);
  t.strictSame(numbers(), [1, 2, 3]);
});
