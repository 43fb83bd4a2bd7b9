import { once } from 'node:events';
import mqttPacket from 'mqtt-packet';
import t from 'tap';
import { WebSocket } from 'ws';
import { collect, connect, listenWebSocket, publish, startBroker, type Teardown } from './harness.ts';

async function open(t: Teardown, url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, 'mqtt');
  t.teardown(() => socket.terminate());
  socket.on('error', () => undefined);
  await once(socket, 'open');
  return socket;
}

const connectPacket = mqttPacket.generate({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  keepalive: 0,
  clientId: 'pieces',
  username: 'alice',
  password: Buffer.from('secret'),
});

t.test('a text frame closes the connection with 1003, and what it says is not read', async (t) => {
  const { broker } = await startBroker(t);
  const socket = await open(t, await listenWebSocket(broker));
  socket.send(connectPacket.toString('latin1'));
  const [code] = await once(socket, 'close');
  t.equal(code, 1003);
  t.equal(broker.stats().clients, 0);
});

t.test('packets may be cut into frames anywhere, and many may share one', async (t) => {
  const { broker } = await startBroker(t);
  const delivered: string[] = [];
  await broker.subscribe('a', ({ payload }) => delivered.push(payload.toString()));
  const socket = await open(t, await listenWebSocket(broker));
  for (const byte of connectPacket) socket.send(Buffer.from([byte]));
  await once(socket, 'message');
  const packets = Array.from({ length: 100 }, (_, at) =>
    mqttPacket.generate({ cmd: 'publish', topic: 'a', payload: `${at}`, qos: 0, retain: false, dup: false }),
  );
  socket.send(Buffer.concat([...packets, mqttPacket.generate({ cmd: 'pingreq' })]));
  await once(socket, 'message');
  t.equal(delivered.length, 100);
});

t.test('a message that is larger than a frame may be closes the connection', async (t) => {
  const { broker } = await startBroker(t);
  const socket = await open(t, await listenWebSocket(broker));
  socket.send(connectPacket);
  await once(socket, 'message');
  socket.send(Buffer.alloc(17 * 1024 * 1024));
  await once(socket, 'close');
  t.equal(broker.stats().clients, 0);
});

t.test('a burst to a client that reads is no reason to drop anything', async (t) => {
  const { broker } = await startBroker(t);
  const client = await connect(t, await listenWebSocket(broker));
  await client.subscribeAsync('burst', { qos: 0 });
  const received = collect(client);
  const payload = Buffer.alloc(10_000, 'x');
  await Promise.all(Array.from({ length: 400 }, () => publish(broker, { topic: 'burst', payload })));
  await received.take(400);
  t.equal(broker.stats().droppedMessages, 0);
});
