import Packet from 'aedes-packet';
import t from 'tap';
import type { BrokerPacket, StoredMessage, StoredRelease, StoredWill } from '../../src/aedes/packet.ts';
import { createMessageStore } from '../../src/index.ts';
import { all, openAedes } from '../fixture/open.ts';

// The published types of aedes-packet describe a namespace; what it exports is the constructor.
const AedesPacket = Packet as unknown as new (original: BrokerPacket) => BrokerPacket;

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

t.test("a queued message has exactly the fields that Aedes' own packet has", async (t) => {
  const { persistence } = await openAedes(t);
  const properties = { contentType: 'text/plain' };
  const packet = new AedesPacket({ ...publish(3), properties, messageExpiry: 9_000_000_000_000 });
  await persistence.outgoingEnqueue(match, packet);
  t.strictSame(await all(persistence.outgoingStream(client)), [{ ...packet }]);
});

t.test('queued messages come back after a restart, in order, with bytes, properties and numbering', async (t) => {
  const properties = { contentType: 'x', correlationData: Buffer.from([0xff, 0]), messageExpiryInterval: 60 };
  const messageExpiry = Date.now() + 60_000;
  const first = await openAedes(t);
  const bytes = Buffer.from([0, 0xff, 0xfe, 0x80]);
  await first.persistence.outgoingEnqueue(match, publish(4, { payload: bytes, properties, messageExpiry }));
  for (let counter = 5; counter < 205; counter++) await first.persistence.outgoingEnqueue(match, publish(counter));
  await first.persistence.destroy();

  const { persistence, broker } = await openAedes(t, { path: first.path });
  const stored = await all<StoredMessage>(persistence.outgoingStream(client));
  t.match(stored[0], { payload: bytes, properties, messageExpiry, brokerId: 'broker-1:1', brokerCounter: 4 });
  t.strictSame(
    stored.map((message) => message.brokerCounter),
    Array.from({ length: 201 }, (_, index) => index + 4),
  );
  t.equal(broker.counter, 204, 'new packets are numbered above the stored ones');
});

t.test('a QoS 2 message that its receiver has is only a packet id, also after a restart', async (t) => {
  const first = await openAedes(t);
  await first.persistence.outgoingEnqueue(match, publish(1, { qos: 2 }));
  await first.persistence.outgoingUpdate(client, publish(1, { qos: 2, messageId: 9 }));
  const pubrel = { cmd: 'pubrel', messageId: 9 };
  await first.persistence.outgoingUpdate(client, pubrel);
  await first.persistence.outgoingUpdate(client, pubrel);
  await first.persistence.destroy();

  const { persistence } = await openAedes(t, { path: first.path });
  t.strictSame(await all(persistence.outgoingStream(client)), [pubrel]);
  t.strictSame(await persistence.outgoingClearMessageId(client, { messageId: 9 }), pubrel);
  t.strictSame(await all(persistence.outgoingStream(client)), []);
});

t.test('a receipt for what is not in the queue is no error: it may have been dropped', async (t) => {
  const { persistence } = await openAedes(t);
  await persistence.outgoingUpdate(client, { cmd: 'pubrel', messageId: 3 });
  await persistence.outgoingEnqueue(match, publish(1));
  await persistence.outgoingUpdate(client, { cmd: 'pubrel', messageId: 3 });
  await persistence.outgoingUpdate(client, publish(99, { messageId: 3 }));
  t.equal(await persistence.outgoingClearMessageId(client, { messageId: 3 }), undefined);
  t.match(await all<Stored>(persistence.outgoingStream(client)), [{ brokerCounter: 1 }]);
});

t.test('the stream has the messages of its moment, whatever comes and goes meanwhile', async (t) => {
  const { persistence } = await openAedes(t);
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

t.test('a message that was overtaken on its connection stays for the next one', async (t) => {
  const { persistence } = await openAedes(t);
  await persistence.outgoingEnqueue(match, publish(1));
  const packet = { brokerId: 'broker-1:1', brokerCounter: 1 };
  await persistence.outgoingClearMessageId({ id: 'c', duplicates: { 'broker-1:1': 2 } }, packet);
  t.equal((await all(persistence.outgoingStream(client))).length, 1);
  await persistence.outgoingClearMessageId({ id: 'c', duplicates: { 'broker-1:1': 1 } }, packet);
  t.strictSame(await all(persistence.outgoingStream(client)), []);
});

t.test('what meets a limit is dropped and told, once', async (t) => {
  const limits = { queuedMessagesPerSessionMax: 1, retainedMessagesMax: 1 };
  const { persistence, drops } = await openAedes(t, { limits });
  for (const counter of [1, 2]) await persistence.outgoingEnqueue(match, publish(counter));
  for (const topic of ['a', 'b']) await persistence.storeRetained({ topic, payload: 'x', retain: true });
  await persistence.outgoingEnqueue({ clientId: 'late' }, publish(3, { messageExpiry: 1 }));
  t.strictSame(drops, [
    { clientId: 'c', topic: 'a/b', reason: 'queued_messages' },
    { topic: 'b', reason: 'retained_messages' },
    { clientId: 'late', topic: 'a/b', reason: 'expired' },
  ]);
});

t.test('a will is there after a restart, and its broker is known to be another', async (t) => {
  const will = () => ({ topic: 'died', payload: Buffer.from([0xff, 0]), qos: 2, retain: true }) as const;
  const first = await openAedes(t);
  for (const id of ['constructor', '__proto__']) await first.persistence.putWill({ id }, { ...will() });
  t.strictSame(await all(first.persistence.streamWill({ 'broker-1': Date.now() })), [], 'its own broker lives');
  await first.persistence.destroy();

  const { persistence, broker } = await openAedes(t, { path: first.path });
  Object.assign(broker, { id: 'broker-2' });
  await persistence.putWill({ id: 'mine' }, { ...will() });
  const left = await all<StoredWill>(persistence.streamWill({ 'broker-2': Date.now() }));
  t.strictSame(left.map((one) => one.clientId).sort(), ['__proto__', 'constructor']);
  t.match(await persistence.delWill({ id: '__proto__' }), { topic: 'died', brokerId: 'broker-1' });
  t.equal(await persistence.getWill({ id: '__proto__' }), undefined);
});

t.test('a will needs a broker to belong to', async (t) => {
  const store = createMessageStore({ path: ':memory:' });
  t.teardown(() => store.destroy());
  await t.rejects(store.aedes().putWill({ id: 'c' }, { topic: 't', payload: 'x' }), /not been set up/);
});

t.test('a retained message comes back with every field of the packet', async (t) => {
  const first = await openAedes(t);
  const userProperties = Object.assign(Object.create(null), { a: ['1', '2'] });
  const packet = {
    topic: 'a/b',
    payload: 'text',
    qos: 1,
    retain: true,
    id: 'x',
    properties: { userProperties },
  } as const;
  await first.persistence.storeRetained({ ...packet });
  await first.persistence.storeRetained({ ...packet, topic: '$SYS/a' });
  await first.persistence.destroy();
  const { persistence } = await openAedes(t, { path: first.path });
  t.strictSame(await all(persistence.createRetainedStreamCombi(['#', 'a/+'])), [{ cmd: 'publish', ...packet }]);
});

t.test('after it is closed, writes are refused and reads are empty', async (t) => {
  const { persistence } = await openAedes(t);
  await persistence.storeRetained({ topic: 't', payload: 'x', retain: true });
  await persistence.putWill({ id: 'c' }, { topic: 't', payload: 'x' });
  await persistence.outgoingEnqueue(match, publish(1));
  const opened = persistence.outgoingStream(client);
  await persistence.destroy();
  await t.rejects(persistence.storeRetained({ topic: 't', payload: 'x' }), { code: 'store_closed' });
  await t.rejects(persistence.addSubscriptions(client, [{ topic: 'a', qos: 1 }]), { code: 'store_closed' });
  await t.rejects(persistence.outgoingClearMessageId(client, { messageId: 1 }), { code: 'store_closed' });
  for (const stream of [persistence.createRetainedStream('#'), persistence.streamWill(), opened]) {
    t.strictSame(await all(stream), []);
  }
});
