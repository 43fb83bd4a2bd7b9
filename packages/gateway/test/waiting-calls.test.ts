import t from 'tap';
import { offlineIdentitiesMax, type WaitingCall } from '../src/offline-queue.ts';
import { WaitingCalls } from '../src/waiting-calls.ts';
import { ManualClock } from './fixtures/manual-clock.ts';
import { MemoryWaitingCalls } from './fixtures/memory-stores.ts';

function setUp(store: MemoryWaitingCalls | undefined = new MemoryWaitingCalls(), clock = new ManualClock()) {
  const expired: string[] = [];
  const waiting = new WaitingCalls(clock, store, ({ call }) => expired.push(call.uniqueId));
  const push = (uniqueId: string, { max = 10, identity = 'CP1', forMs = 60_000, origin = {} }: Pushed = {}) =>
    waiting.add({ identity, call: callOf(uniqueId), origin, expiresAt: clock.now() + forMs }, max);
  return { clock, store, waiting, expired, push };
}

type Pushed = {
  readonly max?: number;
  readonly identity?: string;
  readonly forMs?: number;
  readonly origin?: WaitingCall['origin'];
};

const payloadText = '{"n":9007199254740993}';
const callOf = (uniqueId: string) =>
  ({ kind: 'Call', uniqueId, action: 'Reset', payload: { n: 9007199254740992 }, payloadText }) as const;
const ids = (calls: readonly WaitingCall[]) => calls.map(({ call }) => call.uniqueId);

t.test('what waits comes out in order, once, and is kept by the store only while it waits', async (t) => {
  const { store, waiting, push, clock } = setUp();
  for (const id of ['a', 'b']) t.equal(push(id), undefined);
  t.strictSame([waiting.count('CP1'), waiting.size], [2, 2]);
  t.match(store.all(), [{ uniqueId: 'a' }, { uniqueId: 'b' }]);
  t.strictSame(ids(waiting.take('CP1')), ['a', 'b']);
  t.strictSame(waiting.take('CP1'), []);
  t.strictSame(store.all(), []);
  push('c');
  t.strictSame(ids(waiting.drain()), ['c']);
  t.strictSame(store.all(), []);
  waiting.stop();
  t.strictSame(clock.delays, []);
});

t.test('another process takes up what waited, as it was', async (t) => {
  const { store, clock, push } = setUp();
  const replyTo = { topic: 'csms/answers', correlationData: Buffer.from([0, 255]) };
  push('a', { origin: { replyTo } });
  push('b', { origin: { replyTo: { topic: 'csms/answers' } } });
  push('c', { identity: 'CP2' });
  const restarted = setUp(store, clock);
  restarted.waiting.restore();
  t.equal(restarted.waiting.count('CP2'), 1);
  const [a, b] = restarted.waiting.take('CP1');
  t.match(a, { identity: 'CP1', call: { action: 'Reset', uniqueId: 'a', payloadText }, origin: { replyTo } });
  t.equal(a?.expiresAt, clock.now() + 60_000);
  t.strictSame(b?.origin, { replyTo: { topic: 'csms/answers' } });
  t.strictSame(ids(restarted.waiting.take('CP2')), ['c']);
  t.strictSame(store.all(), []);
});

t.test('what expires is told at its moment, and what expired while the process was away when it is back', async (t) => {
  const { store, clock, push, expired, waiting } = setUp();
  push('a', { forMs: 1_000 });
  push('b', { forMs: 5_000 });
  push('c', { forMs: 9_000 });
  clock.advance(1_000);
  t.strictSame(expired, ['a']);
  t.match(store.all(), [{ uniqueId: 'b' }, { uniqueId: 'c' }]);
  waiting.stop();
  clock.advance(4_000);
  t.strictSame(expired, ['a'], 'a process that stopped tells nothing');
  const restarted = setUp(store, clock);
  restarted.waiting.restore();
  t.strictSame(restarted.expired, ['b']);
  clock.advance(4_000);
  t.strictSame(restarted.expired, ['b', 'c'], 'the timer goes on for the rest');
  t.strictSame(store.all(), []);
});

t.test('a timer that is late gives nobody what has expired', async (t) => {
  const { clock, expired, push, waiting, store } = setUp();
  push('a', { forMs: 1_000 });
  push('b', { forMs: 5_000 });
  waiting.stop();
  clock.advance(1_000);
  t.strictSame(ids(waiting.take('CP1')), ['b']);
  t.strictSame(expired, ['a']);
  t.strictSame(store.all(), []);
});

t.test('the bounds: of one identity, of the store, and each id once; what is refused is not kept', async (t) => {
  const { store, push, waiting } = setUp();
  t.equal(push('a', { max: 2 }), undefined);
  t.equal(push('a', { max: 2 }), 'duplicate');
  t.equal(push('b', { max: 2 }), undefined);
  t.equal(push('c', { max: 2 }), 'full');
  t.equal(store.all().length, 2);
  store.roomFor = 2;
  t.equal(push('d', { identity: 'CP2' }), 'full', 'the store has no room');
  t.equal(waiting.count('CP2'), 0);
  t.strictSame(ids(waiting.take('CP1')), ['a', 'b']);
  t.equal(push('d', { identity: 'CP2' }), undefined);
});

t.test('the number of identities is bounded with and without a store', async (t) => {
  const { push, store } = setUp();
  for (let place = 0; place < offlineIdentitiesMax; place += 1) push('a', { identity: `CP${place}` });
  t.equal(push('a', { identity: 'one more' }), 'full');
  t.equal(store.all().length, offlineIdentitiesMax);
});

t.test('a bound that became smaller takes nothing away that was let in before', async (t) => {
  const { store, clock, push } = setUp();
  for (const id of ['a', 'b', 'c']) push(id);
  const { waiting, push: pushAgain } = setUp(store, clock);
  waiting.restore();
  t.equal(waiting.count('CP1'), 3);
  t.equal(pushAgain('d', { max: 1 }), 'full');
});

t.test('the store is given whole numbers, whatever the clock and the settings say', async (t) => {
  const { store, push, clock } = setUp();
  push('a', { forMs: 0.5 });
  t.match(store.all(), [{ expiresAt: clock.now() + 1, queuedAt: clock.now() }]);
});

t.test('without a store CALLs wait as well', async (t) => {
  const clock = new ManualClock();
  const expired: string[] = [];
  const waiting = new WaitingCalls(clock, undefined, ({ call }) => expired.push(call.uniqueId));
  waiting.restore();
  waiting.add({ identity: 'CP1', call: callOf('a'), origin: {}, expiresAt: clock.now() + 1_000 }, 1);
  t.equal(waiting.count('CP1'), 1);
  clock.advance(1_000);
  t.strictSame(expired, ['a']);
});
