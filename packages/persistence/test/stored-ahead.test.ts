import t from 'tap';
import { StoredAhead } from '../src/stored-ahead.ts';
import { all, open } from './fixture/open.ts';

t.test('a mark is found by both parts of its number, and taken once', async (t) => {
  const ahead = new StoredAhead();
  const clientIds = new Set(['c']);
  ahead.note({ brokerId: 'b', brokerCounter: 1 }, clientIds);
  t.notOk(ahead.has({ brokerId: 'other', brokerCounter: 1 }));
  t.notOk(ahead.has({ brokerId: 'b', brokerCounter: 2 }));
  t.notOk(ahead.has({}));
  t.ok(ahead.has({ brokerId: 'b', brokerCounter: 1 }));
  t.equal(ahead.take({ brokerId: 'b', brokerCounter: 1 }), clientIds);
  t.equal(ahead.take({ brokerId: 'b', brokerCounter: 1 }), undefined);
});

t.test('marks that nobody comes for are forgotten, the oldest first', async (t) => {
  const ahead = new StoredAhead();
  const nobody = new Set<string>();
  for (let brokerCounter = 1; brokerCounter <= 100_001; brokerCounter++)
    ahead.note({ brokerId: 'b', brokerCounter }, nobody);
  t.notOk(ahead.has({ brokerId: 'b', brokerCounter: 1 }));
  t.ok(ahead.has({ brokerId: 'b', brokerCounter: 2 }));
  t.ok(ahead.has({ brokerId: 'b', brokerCounter: 100_001 }));
});

t.test('a QoS 2 packet id counts as new once for each time that it was noted', async (t) => {
  const ahead = new StoredAhead();
  const client = { id: 'c' };
  t.notOk(ahead.takeInbound(client, 1));
  ahead.noteInbound(client, 1);
  t.notOk(ahead.takeInbound({ id: 'c' }, 1), 'it belongs to the connection');
  t.ok(ahead.takeInbound(client, 1));
  t.notOk(ahead.takeInbound(client, 1));
});

const publisher = { id: 'publisher' };

t.test(
  'what is stored before its acknowledgement is in the file by then, and Aedes stores it no second time',
  async (t) => {
    const first = await open(t);
    await first.persistence.addSubscriptions({ id: 'c' }, [{ topic: 'a/#', qos: 1 }]);
    const packet = { cmd: 'publish', topic: 'a/b', payload: 'x', qos: 1, retain: true } as const;
    const numbered = { ...packet, brokerId: 'broker-1:1r', brokerCounter: undefined };
    await first.persistence.storeBeforeAck(publisher, numbered);
    t.equal(numbered.brokerCounter, 1);
    const queued = async () => (await all(first.persistence.outgoingStream({ id: 'c' }))).length;
    t.equal(await queued(), 1);
    t.equal((await all(first.persistence.createRetainedStream('a/b'))).length, 1);

    await first.persistence.storeRetained({ ...packet, payload: 'newer' });
    await first.persistence.storeRetained(numbered);
    t.match(await all(first.persistence.createRetainedStream('a/b')), [{ payload: 'newer' }]);
    const matches = await first.persistence.subscriptionsByTopic('a/b');
    const late = { clientId: 'late', topic: 'a/#', qos: 1 } as const;
    await first.persistence.outgoingEnqueueCombi([...matches, late], numbered);
    t.equal(await queued(), 1);
    t.equal(
      (await all(first.persistence.outgoingStream({ id: 'late' }))).length,
      1,
      'who subscribed meanwhile has it too',
    );
    await first.persistence.outgoingEnqueueCombi(matches, numbered);
    t.equal(await queued(), 2, 'after that the number means nothing special');
  },
);

t.test(
  'a QoS 2 publish is stored with its packet id at once, so that a repetition is known even after a crash',
  async (t) => {
    const { persistence } = await open(t);
    await persistence.addSubscriptions({ id: 'c' }, [{ topic: 'a', qos: 2 }]);
    const publish = () => ({ cmd: 'publish', topic: 'a', payload: 'x', qos: 2, messageId: 5 }) as const;
    const packet = publish();
    await persistence.storeBeforeAck(publisher, packet);
    await persistence.storeBeforeAck(publisher, publish());
    t.equal((await all(persistence.outgoingStream({ id: 'c' }))).length, 1, 'the repetition was not queued');
    await t.rejects(
      persistence.incomingGetPacket(publisher, packet),
      { code: 'no_such_packet' },
      'to be delivered once',
    );
    await persistence.incomingStorePacket(publisher, packet);
    t.match(await persistence.incomingGetPacket(publisher, publish()), { messageId: 5 }, 'known from then on');
  },
);

t.test(
  'a subscriber that wants nothing of its own gets nothing of its own, a QoS 0 publish is not stored',
  async (t) => {
    const { persistence } = await open(t);
    await persistence.addSubscriptions({ id: 'c' }, [{ topic: 'a', qos: 1, nl: true }]);
    const packet = { cmd: 'publish', topic: 'a', payload: 'x', qos: 1 } as const;
    await persistence.storeBeforeAck({ id: 'c' }, { ...packet });
    await persistence.storeBeforeAck(publisher, { ...packet, qos: 0, retain: true });
    t.strictSame(await all(persistence.outgoingStream({ id: 'c' })), []);
    t.strictSame(await all(persistence.createRetainedStream('#')), []);
    await persistence.storeBeforeAck(publisher, { ...packet });
    t.equal((await all(persistence.outgoingStream({ id: 'c' }))).length, 1);
  },
);

t.test('a message that is stored ahead expires when Aedes would have it expire', async (t) => {
  let now = 1_000;
  const { persistence } = await open(t, { now: () => now });
  await persistence.addSubscriptions({ id: 'c' }, [{ topic: 'a', qos: 1 }]);
  const properties = { messageExpiryInterval: 2 };
  await persistence.storeBeforeAck(publisher, { cmd: 'publish', topic: 'a', payload: 'x', qos: 1, properties });
  t.match(await all(persistence.outgoingStream({ id: 'c' })), [{ messageExpiry: 3_000, properties }]);
  now = 3_000;
  t.strictSame(await all(persistence.outgoingStream({ id: 'c' })), []);
});
