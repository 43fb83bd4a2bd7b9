import t from 'tap';
import { type BrokerPacket, defaultLimits, type StoredMessage } from '../src/index.ts';
import { all, open } from './fixture/open.ts';

const publish = (brokerCounter: number, fields: Partial<BrokerPacket> = {}): BrokerPacket => ({
  topic: 't',
  payload: 'x'.repeat(9),
  qos: 1,
  brokerId: 'b',
  brokerCounter,
  ...fields,
});

t.test('every limit has a default, and it is a whole number', async (t) => {
  for (const [name, limit] of Object.entries(defaultLimits)) t.ok(Number.isSafeInteger(limit) && limit > 0, name);
  t.ok(defaultLimits.sessionsMax >= 10_000);
  t.ok(defaultLimits.retainedMessagesMax >= 10_000);
});

t.test('a session keeps the messages that fit its number, and the rest is told', async (t) => {
  const first = await open(t, { limits: { queuedMessagesPerSessionMax: 2 } });
  const { persistence, drops } = first;
  for (const counter of [1, 2, 3]) await persistence.outgoingEnqueueCombi([{ clientId: 'c' }], publish(counter));
  t.strictSame(drops, [{ clientId: 'c', topic: 't', reason: 'queued_messages' }]);
  t.match(await all(persistence.outgoingStream({ id: 'c' })), [{ brokerCounter: 1 }, { brokerCounter: 2 }]);
  await persistence.outgoingEnqueue({ clientId: 'd' }, publish(4));
  t.equal(drops.length, 1, 'another session has room of its own');
  await persistence.destroy();

  const again = await open(t, { path: first.path, limits: { queuedMessagesPerSessionMax: 2 } });
  await again.persistence.outgoingEnqueue({ clientId: 'c' }, publish(5));
  t.equal(again.drops.length, 1, 'the count is known after a restart');
  await again.persistence.outgoingUpdate({ id: 'c' }, publish(1, { messageId: 1 }));
  await again.persistence.outgoingClearMessageId({ id: 'c' }, { messageId: 1 });
  await again.persistence.outgoingEnqueue({ clientId: 'c' }, publish(6));
  t.equal(again.drops.length, 1, 'what was delivered makes room');
});

t.test('a session keeps the messages that fit its bytes, and the rest is told', async (t) => {
  const { persistence, drops } = await open(t, { limits: { queuedBytesPerSessionMax: 25 } });
  for (const counter of [1, 2, 3]) await persistence.outgoingEnqueue({ clientId: 'c' }, publish(counter));
  t.strictSame(drops, [{ clientId: 'c', topic: 't', reason: 'queued_bytes' }]);
  await persistence.outgoingEnqueue({ clientId: 'c' }, publish(4, { payload: 'four' }));
  t.equal(drops.length, 1, 'a smaller one still fits');
  await persistence.cleanSubscriptions({ id: 'c' });
  for (const counter of [5, 6]) await persistence.outgoingEnqueue({ clientId: 'c' }, publish(counter));
  t.equal(drops.length, 1, 'an ended session makes room');
});

t.test('all sessions together keep the bytes that fit the store, and the rest is told', async (t) => {
  const { persistence, drops } = await open(t, { limits: { queuedBytesMax: 25 } });
  for (const clientId of ['a', 'b', 'c']) await persistence.outgoingEnqueue({ clientId }, publish(1));
  t.strictSame(drops, [{ clientId: 'c', topic: 't', reason: 'queued_bytes_total' }]);
  t.strictSame(await all(persistence.outgoingStream({ id: 'c' })), []);
});

t.test('messages that have expired make room before a new one is dropped', async (t) => {
  let now = 0;
  const { persistence, drops } = await open(t, { now: () => now, limits: { queuedMessagesPerSessionMax: 2 } });
  await persistence.outgoingEnqueue({ clientId: 'c' }, publish(1, { messageExpiry: 10 }));
  await persistence.outgoingEnqueue({ clientId: 'c' }, publish(2));
  now = 10;
  await persistence.outgoingEnqueue({ clientId: 'c' }, publish(3));
  t.strictSame(drops, [{ clientId: 'c', topic: 't', reason: 'expired' }]);
  const stored = await all<StoredMessage>(persistence.outgoingStream({ id: 'c' }));
  t.strictSame(
    stored.map((message) => message.brokerCounter),
    [2, 3],
  );
});
