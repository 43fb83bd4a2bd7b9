import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { openDatabase } from '../src/database.ts';
import { SqliteRegistrations } from '../src/registrations.ts';

function open(t: Test, registrationsMax = 10) {
  const database = openDatabase(join(t.testdir(), 'store.db'));
  t.teardown(() => database.close());
  const errors: unknown[] = [];
  const onWriteError = (error: unknown): void => void errors.push(error);
  const make = () => new SqliteRegistrations({ database, now: () => 0, onWriteError, registrationsMax });
  const rows = () => database.prepare('SELECT identity FROM registrations ORDER BY 1').pluck().all();
  const changes = () => database.prepare('SELECT total_changes()').pluck().get();
  return { database, errors, make, rows, changes };
}

/** The turn that brought something, and one that did not. */
async function quietTurn(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

t.test(
  'a put is written after the first turn of the event loop without one, once however often it was put',
  async (t) => {
    const { make, rows, changes } = open(t);
    const registrations = make();
    const before = Number(changes());
    for (let index = 0; index < 100; index++) registrations.put({ identity: 'CP1', lastSeenAt: index });
    registrations.put({ identity: 'CP2' });
    t.same(rows(), []);
    await quietTurn();
    t.same(rows(), ['CP1', 'CP2']);
    t.equal(Number(changes()) - before, 2);
    t.equal(make().get('CP1')?.lastSeenAt, 99);
  },
);

t.test('a flush writes at once', async (t) => {
  const { make, rows } = open(t);
  const registrations = make();
  registrations.put({ identity: 'CP1' });
  registrations.flush();
  t.same(rows(), ['CP1']);
  registrations.flush();
});

t.test('what was removed or evicted is gone from the file as well', async (t) => {
  const { make, rows } = open(t, 3);
  const registrations = make();
  for (const identity of ['CP1', 'CP2', 'CP3']) registrations.put({ identity });
  registrations.flush();
  registrations.remove('CP2');
  for (const identity of ['CP4', 'CP5']) registrations.put({ identity });
  registrations.flush();
  t.same(rows(), ['CP3', 'CP4', 'CP5']);
});

t.test('more changes in one turn than registrations are kept leave those in the file that memory kept', async (t) => {
  const { make, rows } = open(t, 2);
  const registrations = make();
  registrations.put({ identity: 'CP0' });
  registrations.flush();
  for (let index = 1; index <= 20; index++) registrations.put({ identity: `CP${index}`, connected: index === 7 });
  registrations.flush();
  t.same(rows(), ['CP20', 'CP7']);
  registrations.put({ identity: 'CP21' });
  registrations.flush();
  t.same(rows(), ['CP21', 'CP7']);
});

t.test('every field is there again after a restart', async (t) => {
  const { make } = open(t);
  const before = make();
  const put = before.put({
    identity: 'CP1',
    version: '2.0.1',
    vendor: 'v',
    model: 'm',
    serialNumber: 's',
    firmwareVersion: 'f',
    bootStatus: 'Pending',
    heartbeatIntervalMs: 1,
    securityProfile: 2,
    connected: true,
    lastBootAt: 2,
    lastSeenAt: 3,
    connectedAt: 4,
    disconnectedAt: 5,
  });
  before.close();
  t.same(make().get('CP1'), put);
});

t.test('what a full disk held back is written with the next change', async (t) => {
  const { database, errors, make, rows } = open(t);
  const registrations = make();
  database.exec("CREATE TRIGGER full BEFORE INSERT ON registrations BEGIN SELECT RAISE(ABORT, 'full'); END");
  registrations.put({ identity: 'CP1' });
  await quietTurn();
  t.match(errors, [{ message: 'full' }]);
  t.equal(registrations.get('CP1')?.identity, 'CP1');
  database.exec('DROP TRIGGER full');
  registrations.put({ identity: 'CP2' });
  await quietTurn();
  t.same(rows(), ['CP1', 'CP2']);
  t.equal(errors.length, 1);
});

t.test('at a start the ones unseen for longest go when the bound became lower', async (t) => {
  const { make, database } = open(t);
  const before = make();
  before.put({ identity: 'CP1', lastSeenAt: 30 });
  before.put({ identity: 'CP2', lastSeenAt: 10 });
  before.put({ identity: 'CP3', lastSeenAt: 20 });
  before.close();
  const after = new SqliteRegistrations({ database, now: () => 0, onWriteError: () => {}, registrationsMax: 2 });
  t.equal(after.get('CP2'), null);
  t.equal(after.count(), 2);
  after.close();
  t.equal(make().count(), 2);
});

t.test('what is put after the end is remembered and not written', async (t) => {
  const { make, rows, errors } = open(t);
  const registrations = make();
  registrations.put({ identity: 'CP1' });
  registrations.close();
  registrations.put({ identity: 'CP2' });
  await quietTurn();
  t.equal(registrations.get('CP2')?.identity, 'CP2');
  t.same(rows(), ['CP1']);
  t.same(errors, []);
});
