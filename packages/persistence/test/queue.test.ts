import t from 'tap';
import type { BrokerPacket, StoredMessage, StoredRelease } from '../src/index.ts';
import { all, open } from './fixture/open.ts';

const client = { id: 'c' };
const match = { clientId: 'c' };
const publish = (brokerCounter: number, fields: Partial<BrokerPacket> = {}): BrokerPacket => ({
  cmd: 'publish',
  topic: 'a/b',
  payload: Buffer.from([brokerCounter]),
  qos: 1,
  brokerId: 'broker-1:1',
  brokerCounter,
  ...fields,
});
type Stored = StoredMessage | StoredRelease;

t.test('queued messages come back after a restart, in order, with bytes, properties and numbering', async (t) => {
  const properties = { contentType: 'x', correlationData: Buffer.from([0xff, 0]) };
  const messageExpiry = Date.now() + 60_000;
  const first = await open(t);
  const bytes = Buffer.from([0, 0xff, 0xfe, 0x80]);
  await first.persistence.outgoingEnqueue(match, publish(4, { payload: bytes, properties, messageExpiry }));
  for (let counter = 5; counter < 205; counter++) await first.persistence.outgoingEnqueue(match, publish(counter));
  await first.persistence.destroy();

  const { persistence, broker } = await open(t, { path: first.path });
  const stored = await all<StoredMessage>(persistence.outgoingStream(client));
  t.match(stored[0], { payload: bytes, properties, messageExpiry, brokerId: 'broker-1:1', brokerCounter: 4 });
  t.strictSame(
    stored.map((message) => message.brokerCounter),
    Array.from({ length: 201 }, (_, index) => index + 4),
  );
  t.equal(broker.counter, 204, 'new packets are numbered above the stored ones');
});

t.test('a packet id is kept over a restart, and takes the message out', async (t) => {
  const first = await open(t);
  await first.persistence.outgoingEnqueue(match, publish(1));
  await first.persistence.outgoingEnqueue(match, publish(2));
  await first.persistence.outgoingUpdate(client, publish(2, { messageId: 77 }));
  await first.persistence.destroy();

  const { persistence } = await open(t, { path: first.path });
  const ids = (await all<Stored>(persistence.outgoingStream(client))).map((message) => message.messageId);
  t.strictSame(ids, [undefined, 77]);
  t.match(await persistence.outgoingClearMessageId(client, { messageId: 77 }), { payload: Buffer.from([2]) });
  t.equal(await persistence.outgoingClearMessageId(client, { messageId: 77 }), undefined);
  t.equal((await all(persistence.outgoingStream(client))).length, 1);
});

t.test('a QoS 2 message that its receiver has is only a packet id, also after a restart', async (t) => {
  const first = await open(t);
  await first.persistence.outgoingEnqueue(match, publish(1, { qos: 2 }));
  await first.persistence.outgoingUpdate(client, publish(1, { qos: 2, messageId: 9 }));
  const pubrel = { cmd: 'pubrel', messageId: 9 };
  await first.persistence.outgoingUpdate(client, pubrel);
  await first.persistence.outgoingUpdate(client, pubrel);
  await first.persistence.destroy();

  const { persistence } = await open(t, { path: first.path });
  t.strictSame(await all(persistence.outgoingStream(client)), [pubrel]);
  t.strictSame(await persistence.outgoingClearMessageId(client, { messageId: 9 }), pubrel);
  t.strictSame(await all(persistence.outgoingStream(client)), []);
});

t.test('a receipt for what is not in the queue is no error: it may have been dropped', async (t) => {
  const { persistence } = await open(t);
  await persistence.outgoingUpdate(client, { cmd: 'pubrel', messageId: 3 });
  await persistence.outgoingEnqueue(match, publish(1));
  await persistence.outgoingUpdate(client, { cmd: 'pubrel', messageId: 3 });
  await persistence.outgoingUpdate(client, publish(99, { messageId: 3 }));
  t.match(await all(persistence.outgoingStream(client)), [{ brokerCounter: 1 }]);
});

t.test('a message that Aedes decides not to deliver is gone once all its copies are', async (t) => {
  const { persistence } = await open(t);
  const overlapping = [
    { clientId: 'c', topic: 'a/b', qos: 1 },
    { clientId: 'c', topic: 'a/#', qos: 1 },
  ] as const;
  await persistence.outgoingEnqueueCombi(overlapping, publish(1));
  t.equal((await all(persistence.outgoingStream(client))).length, 1, 'it waits once');
  await persistence.outgoingClearMessageId(client, { brokerId: 'broker-1:1', brokerCounter: 1 });
  t.equal((await all(persistence.outgoingStream(client))).length, 1);
  await persistence.outgoingClearMessageId(client, { brokerId: 'another', brokerCounter: 1 });
  t.equal((await all(persistence.outgoingStream(client))).length, 1);
  await persistence.outgoingClearMessageId(client, { brokerId: 'broker-1:1', brokerCounter: 1 });
  t.strictSame(await all(persistence.outgoingStream(client)), []);
});

t.test('a message that was overtaken on its connection stays for the next one', async (t) => {
  const { persistence } = await open(t);
  await persistence.outgoingEnqueue(match, publish(1));
  const packet = { brokerId: 'broker-1:1', brokerCounter: 1 };
  await persistence.outgoingClearMessageId({ id: 'c', duplicates: { 'broker-1:1': 2 } }, packet);
  t.equal((await all(persistence.outgoingStream(client))).length, 1);
  await persistence.outgoingClearMessageId({ id: 'c', duplicates: { 'broker-1:1': 1 } }, packet);
  t.strictSame(await all(persistence.outgoingStream(client)), []);
});

t.test('the stream has the messages of its moment, whatever comes and goes meanwhile', async (t) => {
  const { persistence } = await open(t);
  for (let counter = 1; counter <= 100; counter++) {
    await persistence.outgoingEnqueue(match, publish(counter));
    await persistence.outgoingUpdate(client, publish(counter, { messageId: counter }));
  }
  const seen: unknown[] = [];
  const stream = persistence.outgoingStream(client);
  await persistence.outgoingEnqueue(match, publish(101));
  for await (const message of stream) {
    if (seen.length === 0) await persistence.outgoingClearMessageId(client, { messageId: 100 });
    seen.push((message as StoredMessage).brokerCounter);
  }
  t.strictSame(
    seen,
    Array.from({ length: 99 }, (_, index) => index + 1),
  );
});

t.test('the subscription identifiers of a queued message travel with it', async (t) => {
  const { persistence } = await open(t);
  await persistence.addSubscriptions(client, [
    { topic: 'a/b', qos: 1, subscriptionIdentifier: 5 },
    { topic: 'a/#', qos: 1, subscriptionIdentifier: 6 },
  ]);
  const matches = await persistence.subscriptionsByTopic('a/b');
  await persistence.outgoingEnqueueCombi(matches, publish(1, { properties: { contentType: 'x' } }));
  const [stored] = await all<StoredMessage>(persistence.outgoingStream(client));
  t.equal(stored?.properties?.contentType, 'x');
  t.strictSame(new Set(stored?.properties?.subscriptionIdentifier as number[]), new Set([5, 6]));
});

t.test('an expired message is dropped and told, unless it is on its way already', async (t) => {
  let now = 1_000;
  const { persistence, drops } = await open(t, { now: () => now });
  for (const counter of [1, 2, 3]) {
    await persistence.outgoingEnqueue(match, publish(counter, { messageExpiry: counter === 3 ? 9_000 : 2_000 }));
  }
  await persistence.outgoingUpdate(client, publish(1, { messageId: 1 }));
  now = 2_000;
  const stored = await all<StoredMessage>(persistence.outgoingStream(client));
  t.strictSame(
    stored.map((message) => message.brokerCounter),
    [1, 3],
  );
  t.strictSame(drops, [{ clientId: 'c', topic: 'a/b', reason: 'expired' }]);
});
