import t from 'tap';
import type { BrokerPacket } from '../../src/aedes/packet.ts';
import { openAedes } from '../fixture/open.ts';

const publish = (messageId: number, fields: Partial<BrokerPacket> = {}): BrokerPacket => ({
  cmd: 'publish',
  topic: 'a',
  payload: Buffer.from([messageId % 256, 0xff]),
  qos: 2,
  messageId,
  ...fields,
});

t.test('a QoS 2 packet id of a stored session is known after a restart, until it is released', async (t) => {
  const first = await openAedes(t);
  const client = { id: '__proto__' };
  await first.persistence.incomingStorePacket(client, publish(65_535, { properties: { contentType: 'x' } }));
  await first.persistence.destroy();

  const { persistence } = await openAedes(t, { path: first.path });
  t.match(await persistence.incomingGetPacket(client, { messageId: 65_535 }), {
    payload: Buffer.from([255, 255]),
    messageId: 65_535,
    properties: { contentType: 'x' },
  });
  const others = { id: 'constructor' };
  await t.rejects(persistence.incomingGetPacket(others, { messageId: 65_535 }), { code: 'no_such_packet' });
  await persistence.incomingDelPacket(client, { cmd: 'pubrel', messageId: 65_535 });
  await t.rejects(persistence.incomingGetPacket(client, { messageId: 65_535 }), { code: 'no_such_packet' });
  await t.rejects(persistence.incomingDelPacket(client, { messageId: 65_535 }), { code: 'no_such_packet' });
});

t.test('a clean client’s packet ids go with its connection', async (t) => {
  const { persistence, path } = await openAedes(t);
  const connection = { id: 'c', clean: true };
  await persistence.incomingStorePacket(connection, publish(1));
  t.match(await persistence.incomingGetPacket(connection, { messageId: 1 }), { topic: 'a', messageId: 1 });
  for (const next of [{ id: 'c', clean: true }, { id: 'c' }]) {
    await t.rejects(persistence.incomingGetPacket(next, { messageId: 1 }), { code: 'no_such_packet' });
  }
  await persistence.incomingDelPacket(connection, { messageId: 1 });
  await t.rejects(persistence.incomingDelPacket(connection, { messageId: 1 }), { code: 'no_such_packet' });
  await persistence.destroy();
  t.strictSame(await (await openAedes(t, { path })).persistence.countOffline(), { subsCount: 0, clientsCount: 0 });
});

for (const clean of [false, true]) {
  t.test(
    `${clean ? 'a clean client' : 'a stored session'} that releases nothing is refused at its bytes`,
    async (t) => {
      const { persistence } = await openAedes(t);
      const client = { id: 'c', clean };
      const half = { payload: Buffer.alloc(8 * 1024 * 1024 - 1) };
      for (const id of [1, 2]) await persistence.incomingStorePacket(client, publish(id, half));
      await t.rejects(persistence.incomingStorePacket(client, publish(3, half)), { code: 'inbound_full' });
      await persistence.incomingDelPacket(client, { messageId: 1 });
      await persistence.incomingStorePacket(client, publish(3, half));
    },
  );
}

t.test('a clean client that releases nothing is refused at its number', async (t) => {
  const { persistence } = await openAedes(t, { path: ':memory:' });
  const client = { id: 'c', clean: true };
  const stored = Array.from({ length: 10_000 }, (_, index) =>
    persistence.incomingStorePacket(client, publish(index + 1, { payload: '' })),
  );
  await Promise.all(stored);
  await t.rejects(persistence.incomingStorePacket(client, publish(10_001)), { code: 'inbound_full' });
});

t.test('a packet without a packet id is not in store', async (t) => {
  const { persistence } = await openAedes(t);
  for (const messageId of [undefined, null]) {
    const refusal = { code: 'no_such_packet' };
    await t.rejects(persistence.incomingGetPacket({ id: 'c' }, { messageId }), refusal);
    await t.rejects(persistence.incomingStorePacket({ id: 'c' }, { topic: 'a', messageId }), refusal);
  }
});
