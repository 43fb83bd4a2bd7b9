// What becomes of clients that do not read, and of those around them.

import mqttPacket from 'mqtt-packet';
import t from 'tap';
import { WebSocket } from 'ws';
import {
  collect,
  connect,
  listenWebSocket,
  options,
  publish,
  startBroker,
  type Teardown,
  type TestBroker,
} from './harness.ts';
import { RawClient } from './raw-client.ts';

const kilobyte = 1024;
const slowClient = { dropQos0AboveBytes: 256 * kilobyte, disconnectAboveBytes: 1024 * kilobyte };
const limited = { options: { ...options, slowClient } };
const block = Buffer.alloc(64 * kilobyte, 'x');

/** Publishes blocks until the condition holds; the kernel takes a few megabytes before anything waits in the process. */
async function floodUntil(test: TestBroker, qos: 0 | 1 | 2, isEnough: () => boolean): Promise<number> {
  let published = 0;
  while (!isEnough()) {
    await publish(test.broker, { topic: `flood/${published}`, payload: block, qos });
    published += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return published;
}

async function freezeTcp(t: Teardown, test: TestBroker, qos: 0 | 1 | 2, version: 4 | 5 = 4): Promise<void> {
  const frozen = await RawClient.connect(t, test.port, version, { clientId: 'frozen' });
  frozen.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos }] });
  await frozen.next('suback');
  frozen.freeze();
}

async function freezeWebSocket(t: Teardown, test: TestBroker, qos: 0 | 1 | 2): Promise<void> {
  const socket = new WebSocket(await listenWebSocket(test.broker), 'mqtt');
  t.teardown(() => socket.terminate());
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('open', resolve));
  const login = { clientId: 'frozen', username: 'alice', password: Buffer.from('secret'), keepalive: 0, clean: true };
  socket.send(mqttPacket.generate({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, ...login }));
  await new Promise((resolve) => socket.once('message', resolve));
  socket.send(mqttPacket.generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos }] }));
  await new Promise((resolve) => socket.once('message', resolve));
  socket.pause();
}

for (const [carrier, freeze] of [
  ['TCP', freezeTcp],
  ['WebSocket', freezeWebSocket],
] as const) {
  t.test(
    `${carrier}: a frozen subscriber loses messages of QoS 0, holds a bounded amount, and stops nobody`,
    async (t) => {
      const test = await startBroker(t, limited);
      await freeze(t, test, 0);
      const other = await connect(t, test.url);
      await other.subscribeAsync('flood/#', { qos: 1 });
      const received = collect(other);
      const frozen = () => test.broker.client('frozen');
      const published = await floodUntil(test, 1, () => (frozen()?.queueDropped ?? 0) >= 500);
      await received.take(published);
      t.equal(new Set(received.all.map(({ topic }) => topic)).size, published, 'the other one has everything');
      t.ok(frozen(), 'it is still connected');
      const bound = slowClient.dropQos0AboveBytes + 2 * block.length;
      t.ok((frozen()?.unsentBytes ?? 0) <= bound, 'the first limit holds');
      t.equal(test.broker.stats().droppedMessages, frozen()?.queueDropped);
      t.equal(test.log.filter(({ message }) => message.startsWith('slow client')).length, 1, 'it is logged once');
    },
  );

  t.test(`${carrier}: a frozen subscriber of QoS 1 is cut at the second limit, and stops nobody`, async (t) => {
    const test = await startBroker(t, limited);
    await freeze(t, test, 1);
    const other = await connect(t, test.url);
    await other.subscribeAsync('flood/#', { qos: 1 });
    const received = collect(other);
    let most = 0;
    let dropped = 0;
    const published = await floodUntil(test, 2, () => {
      const frozen = test.broker.client('frozen');
      most = Math.max(most, (frozen?.unsentBytes ?? 0) + (frozen?.queuedCount ?? 0) * block.length);
      dropped = Math.max(dropped, frozen?.queueDropped ?? 0);
      return frozen === undefined;
    });
    await received.take(published);
    t.ok(most > slowClient.dropQos0AboveBytes, 'messages of QoS 1 are not dropped at the first limit');
    t.equal(dropped, 0);
    t.ok(most <= slowClient.disconnectAboveBytes + 2 * block.length, 'the second limit holds');
    t.match(
      test.events.find(({ kind }) => kind === 'client-cut'),
      { clientId: 'frozen', reason: 'slow-client' },
    );
  });

  t.test(`${carrier}: a client that only pauses has what was kept for it, and the flood goes on`, async (t) => {
    const test = await startBroker(t);
    const client = await connect(t, carrier === 'TCP' ? test.url : await listenWebSocket(test.broker));
    await client.subscribeAsync('flood/#', { qos: 1 });
    const received = collect(client);
    client.stream.pause();
    for (let at = 0; at < 40; at += 1) await publish(test.broker, { topic: `flood/${at}`, payload: block, qos: 1 });
    client.stream.resume();
    await received.take(40);
    t.equal(test.broker.stats().droppedMessages, 0);
  });
}

for (const version of [4, 5] as const) {
  t.test(`MQTT ${version}: the owner of a client id gets in again although its old socket is frozen`, async (t) => {
    const test = await startBroker(t, limited);
    await freezeTcp(t, test, 0, version);
    await floodUntil(test, 0, () => (test.broker.client('frozen')?.queueDropped ?? 0) > 0);
    const again = await connect(t, test.url, { clientId: 'frozen' });
    t.ok(again.connected);
    await test.event((event) => event.kind === 'disconnected');
    t.equal(test.broker.stats().clients, 1);
  });
}

t.test('a frozen client is kicked, and the broker closes although it does not read', async (t) => {
  const test = await startBroker(t, limited);
  await freezeTcp(t, test, 0);
  await floodUntil(test, 0, () => (test.broker.client('frozen')?.queueDropped ?? 0) > 0);
  t.ok(test.broker.kick('frozen'));
  await test.event((event) => event.kind === 'disconnected' && event.clientId === 'frozen');
  t.equal(test.broker.client('frozen'), undefined);

  const next = await startBroker(t, limited);
  await freezeTcp(t, next, 0);
  await floodUntil(next, 0, () => (next.broker.client('frozen')?.queueDropped ?? 0) > 0);
  await next.broker.close();
  t.equal(next.broker.stats().connections, 0);
});

t.test('a slow client that has caught up gets messages again', async (t) => {
  const test = await startBroker(t, limited);
  const frozen = await RawClient.connect(t, test.port, 4, { clientId: 'frozen' });
  frozen.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'flood/#', qos: 0 }] });
  await frozen.next('suback');
  frozen.freeze();
  await floodUntil(test, 0, () => (test.broker.client('frozen')?.queueDropped ?? 0) > 0);
  frozen.socket.resume();
  const isThere = () => frozen.packets.some((packet) => packet.cmd === 'publish' && packet.topic === 'flood/again');
  while (!isThere()) {
    await publish(test.broker, { topic: 'flood/again' });
    await new Promise((resolve) => setImmediate(resolve));
  }
  t.match(test.log.at(-1), { level: 'info', message: 'slow client has caught up', clientId: 'frozen' });
});
