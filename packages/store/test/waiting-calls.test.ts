import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { openDatabase } from '../src/database.ts';
import { SqliteWaitingCalls } from '../src/waiting-calls.ts';
import { waitingCall } from './contract/waiting-call-repository.ts';

type Bounds = { readonly waitingCallsMax?: number; readonly waitingCallsSizeMax?: number };

function open(t: Test) {
  const database = openDatabase(join(t.testdir(), 'store.db'));
  t.teardown(() => database.close());
  const errors: unknown[] = [];
  const onWriteError = (error: unknown): void => void errors.push(error);
  const make = (bounds: Bounds = {}) => new SqliteWaitingCalls({ database, onWriteError, ...bounds });
  const rows = () => database.prepare('SELECT unique_id FROM waiting_calls ORDER BY id').pluck().all();
  const changes = () => Number(database.prepare('SELECT total_changes()').pluck().get());
  return { database, errors, make, rows, changes };
}

t.test('what waits after a restart is what waited before, byte for byte and in order', async (t) => {
  const { make } = open(t);
  const before = make();
  const calls = [
    waitingCall('u9', { payloadText: '{"n":9007199254740993,"nul":"\\u0000","é":"⚡\u0000"}' }),
    waitingCall('u1', { replyTopic: 'csms/1', correlationData: Buffer.from([0, 0xff, 0x80]) }),
    waitingCall('u5', { replyTopic: '', correlationData: Buffer.alloc(0) }),
  ];
  const keys = calls.map((call) => before.add(call));
  before.close();
  const after = make();
  t.same(
    after.all(),
    calls.map((call, index) => ({ ...call, key: keys[index] })),
  );
  t.equal(after.all()[2]?.correlationData?.length, 0);
  after.remove(Number(keys[0]));
  const added = after.add(waitingCall('u0'));
  t.notOk(keys.includes(added));
  after.close();
  const third = make();
  third.add(waitingCall('u3'));
  t.same(
    third.all().map((call) => call.uniqueId),
    ['u1', 'u5', 'u0', 'u3'],
  );
});

t.test('a CALL is written in the next turn of the event loop, or by a flush at once', async (t) => {
  const { make, rows } = open(t);
  const waitingCalls = make();
  const key = Number(waitingCalls.add(waitingCall('u1')));
  t.same(rows(), []);
  await nextTurn();
  t.same(rows(), ['u1']);
  waitingCalls.add(waitingCall('u2'));
  waitingCalls.flush();
  t.same(rows(), ['u1', 'u2']);
  waitingCalls.remove(key);
  t.same(rows(), ['u1', 'u2']);
  await nextTurn();
  t.same(rows(), ['u2']);
});

t.test('a CALL added and removed within one turn is never written', async (t) => {
  const { make, changes } = open(t);
  const waitingCalls = make();
  const before = changes();
  for (let index = 0; index < 100; index++) waitingCalls.remove(Number(waitingCalls.add(waitingCall(`u${index}`))));
  await nextTurn();
  waitingCalls.flush();
  t.equal(changes(), before);
});

t.test('large CALLs fill the repository before many do', async (t) => {
  const { make } = open(t);
  const parts = { replyTopic: 'r'.repeat(300), correlationData: Buffer.alloc(300), payloadText: 'p'.repeat(300) };
  const large = (uniqueId: string) => waitingCall(uniqueId, parts);
  const before = make({ waitingCallsSizeMax: 2_000 });
  const first = Number(before.add(large('u1')));
  before.add(large('u2'));
  t.equal(before.add(large('u3')), 'full');
  t.type(before.add(waitingCall('u4')), 'number');
  before.close();
  const after = make({ waitingCallsSizeMax: 2_000 });
  t.equal(after.add(large('u3')), 'full', 'what waited before a restart is counted');
  after.remove(first);
  t.type(after.add(large('u3')), 'number');
});

t.test('a bound that became lower costs no CALL that waits already', async (t) => {
  const { make } = open(t);
  const before = make();
  for (const uniqueId of ['u1', 'u2', 'u3']) before.add(waitingCall(uniqueId));
  before.close();
  const after = make({ waitingCallsMax: 2 });
  t.equal(after.count(), 3);
  t.equal(after.add(waitingCall('u4')), 'full');
});

t.test('what a full disk held back is told and written with the next change', async (t) => {
  const { database, errors, make, rows } = open(t);
  const waitingCalls = make();
  const kept = Number(waitingCalls.add(waitingCall('u0')));
  waitingCalls.flush();
  database.exec("CREATE TRIGGER full BEFORE INSERT ON waiting_calls BEGIN SELECT RAISE(ABORT, 'full'); END");
  waitingCalls.add(waitingCall('u1'));
  const gone = Number(waitingCalls.add(waitingCall('u2')));
  await nextTurn();
  t.match(errors, [{ message: 'full' }]);
  t.equal(waitingCalls.count(), 3);
  waitingCalls.remove(gone);
  waitingCalls.remove(kept);
  database.exec('DROP TRIGGER full');
  await nextTurn();
  t.same(rows(), ['u1']);
  t.equal(errors.length, 1);
});

t.test('what is added after the end is remembered and not written', async (t) => {
  const { make, rows, errors } = open(t);
  const waitingCalls = make();
  waitingCalls.add(waitingCall('u1'));
  waitingCalls.close();
  waitingCalls.add(waitingCall('u2'));
  await nextTurn();
  t.equal(waitingCalls.count(), 2);
  t.same(rows(), ['u1']);
  t.same(errors, []);
});
