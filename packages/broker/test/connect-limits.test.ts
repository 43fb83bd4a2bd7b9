import { once } from 'node:events';
import t from 'tap';
import { WebSocket } from 'ws';
import type { Carrier } from '../src/carrier.ts';
import { bytesBeforeConnectMax, type ConnectFailure, watchConnect } from '../src/connect-limits.ts';
import { gone, ListenerRig, listenerOf } from './listener-rig.ts';

/** Watches a carrier as the broker does: reads, and cuts what fails. */
function watch(rig: ListenerRig, carrier: Carrier): { readonly failures: ConnectFailure[]; readonly stop: () => void } {
  const failures: ConnectFailure[] = [];
  const fail = (reason: ConnectFailure) => {
    failures.push(reason);
    carrier.terminate();
  };
  const stop = watchConnect(carrier, { timeoutMs: 500, bytesMax: bytesBeforeConnectMax }, fail, rig.clock);
  carrier.stream.on('readable', () => {
    while (carrier.stream.read() !== null);
  });
  return { failures, stop };
}

t.test('TCP: who sends without end is cut at the limit', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp'));
  const socket = await rig.connect(port);
  const { carrier } = await rig.acceptedAt(0);
  const { failures } = watch(rig, carrier);
  socket.write(Buffer.alloc(bytesBeforeConnectMax));
  await rig.until(() => carrier.bytesReceived() === bytesBeforeConnectMax);
  t.strictSame(failures, []);
  socket.write('x');
  await gone(socket);
  t.strictSame(failures, ['bytes-before-connect']);
  t.equal(rig.clock.size, 0, 'no timer is left');
});

for (const [what, isFinal] of [
  ['one endless message', false],
  ['many messages', true],
] as const) {
  t.test(`WebSocket: ${what} is cut at the limit`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf('ws'));
    const socket = new WebSocket(`ws://127.0.0.1:${port}/mqtt`, 'mqtt');
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    await once(socket, 'open');
    const { carrier } = await rig.acceptedAt(0);
    const { failures } = watch(rig, carrier);
    const block = Buffer.alloc(16 * 1024);
    for (let at = 0; at < 1_000 && socket.readyState === WebSocket.OPEN; at += 1) {
      const sent = new Promise((resolve) => socket.send(block, { fin: isFinal }, resolve));
      await Promise.race([sent, closed]);
    }
    await closed;
    t.strictSame(failures, ['bytes-before-connect']);
    t.ok(carrier.bytesReceived() < bytesBeforeConnectMax + 128 * 1024, `${carrier.bytesReceived()} bytes came in`);
  });
}

for (const type of ['tcp', 'ws'] as const) {
  t.test(`${type}: who sends nothing is cut when the time is over`, async (t) => {
    const rig = new ListenerRig(t);
    const { port } = await rig.listeners.listen(listenerOf(type));
    if (type === 'tcp') await rig.connect(port);
    else new WebSocket(`ws://127.0.0.1:${port}/mqtt`, 'mqtt').on('error', () => undefined);
    const { carrier } = await rig.acceptedAt(0);
    const { failures } = watch(rig, carrier);
    rig.clock.advance(499);
    t.strictSame(failures, []);
    const closed = new Promise<void>((resolve) => carrier.onClosed(resolve));
    rig.clock.advance(1);
    await closed;
    t.strictSame(failures, ['connect-timeout']);
  });
}

t.test('who has connected may take any time, and send any amount', async (t) => {
  const rig = new ListenerRig(t);
  const { port } = await rig.listeners.listen(listenerOf('tcp'));
  const socket = await rig.connect(port);
  const { carrier } = await rig.acceptedAt(0);
  const { failures, stop } = watch(rig, carrier);
  stop();
  rig.clock.advance(10_000);
  socket.write(Buffer.alloc(2 * bytesBeforeConnectMax));
  await rig.until(() => carrier.bytesReceived() === 2 * bytesBeforeConnectMax);
  t.strictSame(failures, []);
  t.equal(rig.clock.size, 0);
});
