import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import t from 'tap';
import { WebSocket } from 'ws';
import type { BrokerListenerOptions } from '../src/listener-options.ts';
import { ListenerRig, listenerOf } from './listener-rig.ts';

/** The far end of a connection: what is sent arrives as bytes, however it travels. */
type Client = {
  readonly send: (bytes: Buffer) => void;
  readonly received: () => number;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly close: () => void;
};

async function connect(rig: ListenerRig, type: BrokerListenerOptions['type'], port: number): Promise<Client> {
  const socket = await rig.connect(port);
  const bytes = type === 'tls' || type === 'wss' ? await rig.secure(socket) : socket;
  let count = 0;
  if (type === 'tcp' || type === 'tls') {
    bytes.on('data', (part: Buffer) => {
      count += part.length;
    });
    return {
      send: (part) => bytes.write(part),
      received: () => count,
      pause: () => bytes.pause(),
      resume: () => bytes.resume(),
      close: () => bytes.destroy(),
    };
  }
  const ws = new WebSocket('ws://localhost/mqtt', 'mqtt', { createConnection: () => bytes });
  ws.on('error', () => undefined);
  ws.on('message', (part: Buffer) => {
    count += part.length;
  });
  await once(ws, 'open');
  return {
    send: (part) => ws.send(part),
    received: () => count,
    pause: () => ws.pause(),
    resume: () => ws.resume(),
    close: () => ws.terminate(),
  };
}

/** Reads a stream to see how much comes; `until` waits for so many bytes. */
function readAll(stream: Duplex): { until: (count: number) => Promise<void> } {
  let count = 0;
  let check = () => {};
  stream.on('data', (part: Buffer) => {
    count += part.length;
    check();
  });
  const until = (wanted: number) =>
    new Promise<void>((resolve) => {
      check = () => {
        if (count >= wanted) resolve();
      };
      check();
    });
  return { until };
}

for (const type of ['tcp', 'tls', 'ws', 'wss'] as const) {
  t.test(`${type}: bytes are counted in both directions, and nothing waits when the peer reads`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type));
    const client = await connect(rig, type, port);
    const { carrier } = await rig.acceptedAt(0);
    const [sentBefore, receivedBefore] = [carrier.bytesSent(), carrier.bytesReceived()];
    const arrived = readAll(carrier.stream);
    client.send(Buffer.alloc(7_000));
    await arrived.until(7_000);
    carrier.stream.write(Buffer.alloc(5_000));
    await rig.until(() => client.received() === 5_000);
    const [sent, received] = [carrier.bytesSent() - sentBefore, carrier.bytesReceived() - receivedBefore];
    t.ok(sent >= 5_000 && sent < 5_200, `sent ${sent}`);
    t.ok(received >= 7_000 && received < 7_200, `received ${received}`);
    await rig.until(() => carrier.unsentBytes() === 0);
  });

  t.test(`${type}: what a slow reader leaves unread is seen, and is gone when it has caught up`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type));
    const client = await connect(rig, type, port);
    const { carrier } = await rig.acceptedAt(0);
    client.pause();
    const block = Buffer.alloc(64 * 1024);
    const bytesMax = 64 * 1024 * 1024;
    let written = 0;
    // The kernel takes a few megabytes before anything waits in the process.
    while (carrier.unsentBytes() < 1024 * 1024 && written < bytesMax) {
      carrier.stream.write(block);
      written += block.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const unsent = carrier.unsentBytes();
    t.ok(unsent >= 1024 * 1024 && unsent < 1024 * 1024 + 2 * block.length, `${unsent} bytes wait`);
    t.ok(carrier.bytesSent() < written, 'what waits is not sent');
    client.resume();
    await rig.until(() => client.received() === written);
    await rig.until(() => carrier.unsentBytes() === 0);
  });

  for (const kilobytes of [1, 32, 200]) {
    t.test(
      `${type}: who sends ${kilobytes} kB at a time and more than is read is held back, and loses nothing`,
      async (t) => {
        const rig = new ListenerRig(t);
        const { port } = await rig.listeners.listen(listenerOf(type));
        const client = await connect(rig, type, port);
        const { carrier } = await rig.acceptedAt(0);
        const count = Math.ceil((16 * 1024) / kilobytes);
        const packet = Buffer.alloc(kilobytes * 1024);
        for (let at = 0; at < count; at += 1) client.send(packet);
        // Enough turns of the loop to take in everything, if nobody stopped it.
        for (let turn = 0; turn < 2_000; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        const taken = carrier.bytesReceived();
        t.ok(taken < 1024 * 1024, `${taken} bytes were taken in`);
        await readAll(carrier.stream).until(count * packet.length);
        t.pass('everything came');
      },
    );
  }

  t.test(`${type}: bytes that come in are told until that is no longer wanted`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type));
    const client = await connect(rig, type, port);
    const { carrier } = await rig.acceptedAt(0);
    let calls = 0;
    const stop = carrier.onReceived(() => {
      calls += 1;
      carrier.stream.read();
    });
    client.send(Buffer.alloc(10));
    await rig.until(() => calls > 0);
    stop();
    const before = calls;
    const arrived = readAll(carrier.stream);
    client.send(Buffer.alloc(10));
    await arrived.until(10);
    t.equal(calls, before);
  });

  t.test(`${type}: the end of a connection is told, whoever ends it`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type));
    const first = await connect(rig, type, port);
    const { carrier } = await rig.acceptedAt(0);
    const ended = new Promise<void>((resolve) => carrier.onClosed(resolve));
    carrier.stream.resume();
    first.close();
    await ended;
    await connect(rig, type, port);
    const next = (await rig.acceptedAt(1)).carrier;
    const terminated = new Promise<void>((resolve) => next.onClosed(resolve));
    next.terminate();
    await terminated;
    t.ok(next.stream.destroyed);
  });
}
