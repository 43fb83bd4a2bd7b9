import t from 'tap';
import type { BrokerPacket } from '../src/index.ts';
import { open } from './fixture/open.ts';

const publish = (messageId: number, fields: Partial<BrokerPacket> = {}): BrokerPacket => ({
  cmd: 'publish',
  topic: 'a',
  payload: Buffer.from([messageId % 256, 0xff]),
  qos: 2,
  messageId,
  ...fields,
});

t.test('a QoS 2 packet id of a stored session is known after a restart, until it is released', async (t) => {
  const first = await open(t);
  const client = { id: '__proto__' };
  await first.persistence.incomingStorePacket(client, publish(65_535, { properties: { contentType: 'x' } }));
  await first.persistence.destroy();

  const { persistence } = await open(t, { path: first.path });
  t.match(await persistence.incomingGetPacket(client, { messageId: 65_535 }), {
    payload: Buffer.from([255, 255]),
    messageId: 65_535,
    properties: { contentType: 'x' },
  });
  await t.rejects(persistence.incomingGetPacket({ id: 'constructor' }, { messageId: 65_535 }), {
    code: 'no_such_packet',
  });
  await persistence.incomingDelPacket(client, { cmd: 'pubrel', messageId: 65_535 });
  await t.rejects(persistence.incomingGetPacket(client, { messageId: 65_535 }), { code: 'no_such_packet' });
  await t.rejects(persistence.incomingDelPacket(client, { messageId: 65_535 }), { code: 'no_such_packet' });
});

t.test('a clean client’s packet ids go with its connection', async (t) => {
  const { persistence, path } = await open(t);
  const connection = { id: 'c', clean: true };
  await persistence.incomingStorePacket(connection, publish(1));
  t.match(await persistence.incomingGetPacket(connection, { messageId: 1 }), { topic: 'a', messageId: 1 });
  const next = { id: 'c', clean: true };
  await t.rejects(persistence.incomingGetPacket(next, { messageId: 1 }), { code: 'no_such_packet' });
  await t.rejects(persistence.incomingGetPacket({ id: 'c' }, { messageId: 1 }), { code: 'no_such_packet' });
  await persistence.incomingDelPacket(connection, { messageId: 1 });
  await t.rejects(persistence.incomingDelPacket(connection, { messageId: 1 }), { code: 'no_such_packet' });
  await persistence.destroy();
  t.strictSame(await (await open(t, { path })).persistence.countOffline(), { subsCount: 0, clientsCount: 0 });
});

for (const clean of [false, true]) {
  const kind = clean ? 'a clean client' : 'a stored session';

  t.test(`${kind} that releases nothing is refused at its number, and told`, async (t) => {
    const { persistence, drops } = await open(t, { limits: { inboundMessagesPerClientMax: 2 } });
    const client = { id: 'c', clean };
    for (const id of [1, 2]) await persistence.incomingStorePacket(client, publish(id));
    await t.rejects(persistence.incomingStorePacket(client, publish(3)), { code: 'inbound_full' });
    t.strictSame(drops, [{ clientId: 'c', topic: 'a', reason: 'inbound_messages' }]);
    await persistence.incomingStorePacket({ id: 'd', clean }, publish(3));
    await persistence.incomingDelPacket(client, { messageId: 1 });
    await persistence.incomingStorePacket(client, publish(3));
    t.equal(drops.length, 1, 'what is released makes room');
  });

  t.test(`${kind} that releases nothing is refused at its bytes, and told`, async (t) => {
    const { persistence, drops } = await open(t, { limits: { inboundBytesPerClientMax: 7 } });
    const client = { id: 'c', clean };
    for (const id of [1, 2]) await persistence.incomingStorePacket(client, publish(id));
    await t.rejects(persistence.incomingStorePacket(client, publish(3)), { code: 'inbound_full' });
    t.strictSame(drops, [{ clientId: 'c', topic: 'a', reason: 'inbound_bytes' }]);
    await persistence.incomingDelPacket(client, { messageId: 2 });
    await persistence.incomingStorePacket(client, publish(3));
    t.equal(drops.length, 1, 'what is released makes room');
  });
}

t.test('the count of a stored session is known after a restart', async (t) => {
  const limits = { inboundMessagesPerClientMax: 2, inboundBytesPerClientMax: 100 };
  const first = await open(t, { limits });
  for (const id of [1, 2]) await first.persistence.incomingStorePacket({ id: 'c' }, publish(id));
  await first.persistence.destroy();
  const { persistence } = await open(t, { path: first.path, limits });
  await t.rejects(persistence.incomingStorePacket({ id: 'c' }, publish(3)), { code: 'inbound_full' });
});
