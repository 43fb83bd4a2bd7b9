// QoS 1 from one publisher to one persistent session, over this persistence and over Aedes' memory persistence. The broker is a process of its
// own; the clients speak MQTT 3.1.1 in bytes, so that they are not what is measured.
//
//   node packages/persistence/dist/test/throughput.js [messages]
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { startBroker } from './fixture/broker.ts';

const TOPIC = 'ocpp/cp/chargePointSim';
const PAYLOAD_BYTES = 300;
const IN_FLIGHT_MAX = 200;

const subscribeBytes = Buffer.from([0x82, 2 + 2 + TOPIC.length + 1, 0, 1, 0, TOPIC.length, ...Buffer.from(TOPIC), 1]);
const disconnectBytes = Buffer.from([0xe0, 0]);

type Store = 'memory' | 'sqlite';

if (process.send === undefined) await measure(Number(process.argv[2] ?? 50_000));
else await serve(process.argv[2] as Store, process.argv[3] ?? '');

async function measure(messages: number): Promise<void> {
  const rates: Record<Store, number[]> = { memory: [], sqlite: [] };
  for (const store of ['memory', 'sqlite'] as const) {
    const folder = mkdtempSync(join(tmpdir(), 'throughput-'));
    const { child, port } = await spawn(store, folder);
    const online = await timed(() => deliver(port, messages));
    const offline = await timed(() => publish(port, messages));
    const drained = await timed(() => drain(port, messages));
    rates[store] = [online, offline, drained].map((seconds) => Math.round(messages / seconds));
    child.disconnect();
    await once(child, 'exit');
    rmSync(folder, { recursive: true });
  }
  for (const [index, name] of ['on-line, end to end', 'off-line, acknowledged', 'off-line, drained'].entries()) {
    const [memory = 0, sqlite = 0] = [rates.memory[index], rates.sqlite[index]];
    console.log(`${name}: memory ${memory} msg/s, sqlite ${sqlite} msg/s, ratio ${(sqlite / memory).toFixed(2)}`);
  }
}

async function deliver(port: number, messages: number): Promise<void> {
  const subscriber = await connect(port, 'backend', false);
  subscriber.write(subscribeBytes);
  await once(subscriber, 'data');
  const received = receive(subscriber, messages);
  await Promise.all([received, publish(port, messages)]);
  subscriber.end(disconnectBytes);
  await once(subscriber, 'close');
}

async function drain(port: number, messages: number): Promise<void> {
  const subscriber = await connect(port, 'backend', false, messages);
  await once(subscriber, 'drained');
  subscriber.destroy();
}

async function publish(port: number, messages: number): Promise<void> {
  const publisher = await connect(port, 'publisher', true);
  let sent = 0;
  let acknowledged = 0;
  const done = Promise.withResolvers<void>();
  const send = () => {
    publisher.cork();
    while (sent < messages && sent - acknowledged < IN_FLIGHT_MAX) publisher.write(publishBytes((sent++ % 65_535) + 1));
    publisher.uncork();
  };
  let bytes = 0;
  publisher.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    acknowledged = Math.floor(bytes / 4);
    if (acknowledged === messages) done.resolve();
    else send();
  });
  send();
  await done.promise;
  publisher.destroy();
}

// All publishes have the same length, so a count of bytes is a count of messages.
function receive(socket: Socket, messages: number, rest: Buffer = Buffer.alloc(0)): Promise<void> {
  const size = publishBytes(1).length;
  const idAt = size - PAYLOAD_BYTES - 2;
  let pending = rest;
  let received = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const take = (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    socket.cork();
    for (; pending.length >= size; pending = pending.subarray(size)) {
      socket.write(Buffer.from([0x40, 2, pending[idAt] ?? 0, pending[idAt + 1] ?? 0]));
      if (++received === messages) resolve();
    }
    socket.uncork();
  };
  socket.on('data', take);
  if (rest.length > 0) take(Buffer.alloc(0));
  return promise;
}

async function connect(port: number, clientId: string, clean: boolean, drains = 0): Promise<Socket> {
  const socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
  const body = Buffer.from([
    0,
    4,
    ...Buffer.from('MQTT'),
    4,
    clean ? 2 : 0,
    0,
    0,
    0,
    clientId.length,
    ...Buffer.from(clientId),
  ]);
  socket.write(Buffer.from([0x10, body.length, ...body]));
  const [connack] = (await once(socket, 'data')) as [Buffer];
  if (drains > 0) void receive(socket, drains, connack.subarray(4)).then(() => socket.emit('drained'));
  return socket;
}

function publishBytes(messageId: number): Buffer {
  const length = 2 + TOPIC.length + 2 + PAYLOAD_BYTES;
  const bytes = Buffer.alloc(3 + length, 0x78);
  bytes.set([0x32, (length % 0x80) + 0x80, Math.floor(length / 0x80), 0, TOPIC.length, ...Buffer.from(TOPIC)]);
  bytes.writeUInt16BE(messageId, 5 + TOPIC.length);
  return bytes;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function spawn(store: Store, folder: string): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(new URL(import.meta.url), [store, folder]);
  const [port] = (await once(child, 'message')) as [number];
  return { child, port };
}

async function serve(store: Store, folder: string): Promise<void> {
  const { port, stop } =
    store === 'sqlite' ? await startBroker({ path: join(folder, 'broker.db') }) : await startMemory();
  process.send?.(port);
  process.once('disconnect', stop);
}

async function startMemory(): Promise<{ port: number; stop: () => void }> {
  const aedes = await Aedes.createBroker({ concurrency: 0 });
  const server = createServer({ noDelay: true }, (socket) => {
    aedes.handle(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.close();
    aedes.close();
  };
  const address = server.address();
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, stop };
}
