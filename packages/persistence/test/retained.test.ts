import t from 'tap';
import type { BrokerPacket, StoredMessage } from '../src/index.ts';
import { all, type OpenPersistence, open } from './fixture/open.ts';

const retained = (topic: string, payload: Buffer | string, fields: Partial<BrokerPacket> = {}): BrokerPacket => ({
  cmd: 'publish',
  topic,
  payload,
  qos: 1,
  retain: true,
  ...fields,
});

async function topicsOf({ persistence }: OpenPersistence, ...filters: string[]): Promise<string[]> {
  const messages = await all<StoredMessage>(persistence.createRetainedStreamCombi(filters));
  return messages.map((message) => message.topic).sort();
}

t.test('retained messages are there after a restart, with bytes and properties', async (t) => {
  const bytes = Buffer.from([0, 0xff, 0xfe]);
  const properties = { contentType: 'x', userProperties: Object.assign(Object.create(null), { a: ['1', '2'] }) };
  const messageExpiry = Date.now() + 60_000;
  const first = await open(t);
  await first.persistence.storeRetained(retained('__proto__/x', bytes, { properties, messageExpiry }));
  await first.persistence.storeRetained(retained('gone', 'x'));
  await first.persistence.storeRetained(retained('gone', ''));
  await first.persistence.storeRetained(retained('replaced', 'old'));
  await first.persistence.storeRetained(retained('replaced', 'new'));
  await first.persistence.destroy();

  const again = await open(t, { path: first.path });
  t.strictSame(await topicsOf(again, '#'), ['__proto__/x', 'replaced']);
  const [message] = await all<StoredMessage>(again.persistence.createRetainedStream('+/x'));
  t.strictSame(message, {
    ...{ cmd: 'publish', topic: '__proto__/x', payload: bytes, qos: 1, retain: true },
    ...{ properties, messageExpiry },
  });
  t.match(await all(again.persistence.createRetainedStream('replaced')), [{ payload: 'new' }]);
});

t.test('overlapping filters yield a message once', async (t) => {
  const store = await open(t);
  for (const topic of ['a/b', 'a/c', '$SYS/a']) await store.persistence.storeRetained(retained(topic, 'x'));
  t.strictSame(await topicsOf(store, 'a/+', '#', 'a/b'), ['a/b', 'a/c']);
});

t.test('one topic too many is dropped and told; a topic that is there can still change', async (t) => {
  const store = await open(t, { limits: { retainedMessagesMax: 2 } });
  for (const topic of ['a', 'b', 'c']) await store.persistence.storeRetained(retained(topic, 'x'));
  t.strictSame(store.drops, [{ topic: 'c', reason: 'retained_messages' }]);
  await store.persistence.storeRetained(retained('a', 'y'));
  await store.persistence.storeRetained(retained('b', ''));
  await store.persistence.storeRetained(retained('c', 'x'));
  t.strictSame(await topicsOf(store, '#'), ['a', 'c']);
  t.equal(store.drops.length, 1);
});

t.test('bytes too many are dropped and told, and the topic has then no value rather than an old one', async (t) => {
  const first = await open(t, { limits: { retainedBytesMax: 10 } });
  await first.persistence.storeRetained(retained('a', 'xxx'));
  await first.persistence.storeRetained(retained('b', 'xxx'));
  await first.persistence.storeRetained(retained('b', 'xxxxx'));
  t.strictSame(first.drops, [], 'what is replaced makes room');
  await first.persistence.storeRetained(retained('b', 'xxxxxx'));
  t.strictSame(first.drops, [{ topic: 'b', reason: 'retained_bytes' }]);
  t.strictSame(await topicsOf(first, '#'), ['a']);
  await first.persistence.destroy();
  const again = await open(t, { path: first.path, limits: { retainedBytesMax: 10 } });
  await again.persistence.storeRetained(retained('b', 'xxxxxx'));
  t.equal(again.drops.length, 1, 'the bytes are known after a restart');
});

t.test('an expired message is dropped and told when somebody asks for it, or for room', async (t) => {
  let now = 0;
  const store = await open(t, { now: () => now, limits: { retainedMessagesMax: 2 } });
  await store.persistence.storeRetained(retained('a', 'x', { messageExpiry: 10 }));
  await store.persistence.storeRetained(retained('b', 'x', { messageExpiry: 10 }));
  now = 10;
  t.strictSame(await topicsOf(store, 'a'), []);
  await store.persistence.storeRetained(retained('c', 'x'));
  await store.persistence.storeRetained(retained('d', 'x'));
  t.strictSame(store.drops, [
    { topic: 'a', reason: 'expired' },
    { topic: 'b', reason: 'expired' },
  ]);
  t.strictSame(await topicsOf(store, '#'), ['c', 'd']);
});
