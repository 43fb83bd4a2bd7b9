import t from 'tap';
import type { BrokerPacket, StoredMessage } from '../../src/aedes/packet.ts';
import { all, openAedes } from '../fixture/open.ts';

const client = { id: 'c' };
const packet = (brokerCounter: number): BrokerPacket => ({
  ...{ cmd: 'publish', topic: 'a/b', payload: `${brokerCounter}`, qos: 1 },
  ...{ brokerId: 'b', brokerCounter },
});

t.test('a message of overlapping subscriptions is gone once Aedes has let go of all its copies', async (t) => {
  const { persistence } = await openAedes(t);
  const overlapping = [
    { clientId: 'c', topic: 'a/b', qos: 1 },
    { clientId: 'c', topic: 'a/#', qos: 1 },
  ] as const;
  await persistence.outgoingEnqueueCombi(overlapping, packet(1));
  const left = async () => (await all(persistence.outgoingStream(client))).length;
  t.equal(await left(), 1, 'it waits once');
  for (const [brokerId, expected] of [
    ['b', 1],
    ['another', 1],
    ['b', 0],
  ] as const) {
    await persistence.outgoingClearMessageId(client, { brokerId, brokerCounter: 1 });
    t.equal(await left(), expected);
  }
});

t.test('of two messages with one packet id, the older is taken first', async (t) => {
  const { persistence } = await openAedes(t);
  for (const counter of [1, 2]) {
    await persistence.outgoingEnqueue({ clientId: 'c' }, packet(counter));
    await persistence.outgoingUpdate(client, { ...packet(counter), messageId: 7 });
  }
  for (const counter of [1, 2]) {
    const taken = (await persistence.outgoingClearMessageId(client, { messageId: 7 })) as StoredMessage;
    t.equal(taken.brokerCounter, counter);
  }
  t.equal(await persistence.outgoingClearMessageId(client, { messageId: 7 }), undefined);
});

t.test('without a number, a message is in the queue but cannot be looked up', async (t) => {
  const { persistence, broker } = await openAedes(t);
  await persistence.outgoingEnqueue({ clientId: 'c' }, { topic: 'a', qos: 1 });
  await persistence.outgoingClearMessageId(client, {});
  await persistence.outgoingClearMessageId(client, { brokerId: 'b', brokerCounter: 0 });
  t.equal((await all(persistence.outgoingStream(client))).length, 1);
  t.equal(broker.counter, 0);
});
