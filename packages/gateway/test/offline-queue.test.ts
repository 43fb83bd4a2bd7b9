import type { Call } from '@ocpp-broker/ocpp';
import t from 'tap';
import { OfflineQueue, offlineIdentitiesMax } from '../src/offline-queue.ts';

const call = (uniqueId: string): Call => ({ kind: 'Call', uniqueId, action: 'Reset', payload: {}, payloadText: '{}' });
const waiting = (identity: string, uniqueId: string, expiresAt = 1_000) => ({
  identity,
  call: call(uniqueId),
  origin: {},
  expiresAt,
});
const ids = (calls: readonly { readonly call: Call }[]) => calls.map((each) => each.call.uniqueId);

t.test('what waits for an identity comes out once, in the order in which it came', async (t) => {
  const queue = new OfflineQueue();
  for (const id of ['a', 'b', 'c']) t.equal(queue.push(waiting('CP1', id), 10), undefined);
  queue.push(waiting('CP2', 'd'), 10);
  t.equal(queue.count('CP1'), 3);
  t.strictSame(ids(queue.take('CP1')), ['a', 'b', 'c']);
  t.strictSame(queue.take('CP1'), []);
  t.equal(queue.count('CP1'), 0);
  t.equal(queue.count('CP2'), 1);
  queue.push(waiting('CP3', 'e'), 10);
  t.equal(queue.size, 2);
});

t.test('the number for one identity is bounded, also by zero', async (t) => {
  const queue = new OfflineQueue();
  t.equal(queue.push(waiting('CP1', 'a'), 2), undefined);
  t.equal(queue.push(waiting('CP1', 'b'), 2), undefined);
  t.equal(queue.push(waiting('CP1', 'c'), 2), 'full');
  t.equal(queue.push(waiting('CP2', 'a'), 0), 'full');
  t.strictSame(ids(queue.take('CP1')), ['a', 'b']);
});

t.test('the number of identities is bounded', async (t) => {
  const queue = new OfflineQueue();
  for (let place = 0; place < offlineIdentitiesMax; place += 1) queue.push(waiting(`CP${place}`, 'a'), 10);
  t.equal(queue.push(waiting('one more', 'a'), 10), 'full');
  t.equal(queue.push(waiting('CP0', 'b'), 10), undefined, 'those that wait already may have more');
  queue.take('CP0');
  t.equal(queue.push(waiting('one more', 'a'), 10), undefined);
});

t.test('an id waits once for one identity', async (t) => {
  const queue = new OfflineQueue();
  queue.push(waiting('CP1', 'a'), 10);
  t.equal(queue.push(waiting('CP1', 'a'), 10), 'duplicate');
  t.equal(queue.push(waiting('CP2', 'a'), 10), undefined);
  t.equal(queue.push(waiting('CP1', 'a'), 1), 'duplicate', 'which is said before that there is no room');
});

t.test('what has waited too long comes out, the rest stays in order', async (t) => {
  const queue = new OfflineQueue();
  t.equal(queue.nextExpiryAt(), Number.POSITIVE_INFINITY);
  queue.push(waiting('CP1', 'a', 300), 10);
  queue.push(waiting('CP1', 'b', 100), 10);
  queue.push(waiting('CP2', 'c', 200), 10);
  t.equal(queue.nextExpiryAt(), 100);
  t.strictSame(ids(queue.expire(99)), []);
  t.strictSame(ids(queue.expire(200)), ['b', 'c']);
  t.equal(queue.nextExpiryAt(), 300);
  t.equal(queue.count('CP2'), 0);
  t.strictSame(ids(queue.take('CP1')), ['a']);
});

t.test('the first expiry is that of what is left, whatever came, went or expired before', async (t) => {
  const queue = new OfflineQueue();
  for (const [identity, id, expiresAt] of [
    ['CP1', 'a', 500],
    ['CP1', 'b', 100],
    ['CP1', 'c', 300],
    ['CP2', 'd', 400],
  ] as const)
    queue.push(waiting(identity, id, expiresAt), 10);
  t.strictSame(ids(queue.expire(100)), ['b']);
  t.equal(queue.nextExpiryAt(), 300);
  t.strictSame(ids(queue.expire(300)), ['c']);
  t.equal(queue.nextExpiryAt(), 400);
  queue.take('CP2');
  t.equal(queue.nextExpiryAt(), 500);
  queue.push(waiting('CP1', 'e', 200), 10);
  t.equal(queue.nextExpiryAt(), 200);
  queue.drain();
  t.equal(queue.nextExpiryAt(), Number.POSITIVE_INFINITY);
});

t.test('drain empties it', async (t) => {
  const queue = new OfflineQueue();
  queue.push(waiting('CP1', 'a'), 10);
  queue.push(waiting('CP2', 'b'), 10);
  t.strictSame(ids(queue.drain()), ['a', 'b']);
  t.strictSame(queue.drain(), []);
});
