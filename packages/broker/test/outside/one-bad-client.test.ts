// One bad client hurts only itself: whatever it does, a client that behaves gets everything, and memory stays bounded.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { heldBytes } from './memory.ts';
import { RawClient } from './raw-client.ts';
import { type RunningBroker, runBroker } from './running-broker.ts';
import { SessionClient } from './session-client.ts';
import { openTransport } from './transport.ts';
import { until } from './until.ts';
import { connect, publish } from './wire.ts';

const kilobyte = 1024;
const slowClient = { dropQos0AboveBytes: 256 * kilobyte, disconnectAboveBytes: 2048 * kilobyte };
const payloadBytes = 64 * kilobyte;
/** 15 MB: more than the kernel takes for a frozen peer, and both limits besides. */
const messages = 240;
/** Both limits, what is on its way to those who read, and what the test itself holds. */
const grownBytesMax = 4 * slowClient.disconnectAboveBytes;

type Bad = { readonly name: string; misbehave(t: Test, running: RunningBroker): Promise<() => Promise<void>> };

/** Subscribes to everything and reads no more. */
function frozen(carrier: 'tcp' | 'ws', qos: number, isLasting: boolean): Bad {
  return {
    name: `a frozen subscriber over ${carrier}, QoS ${qos}, ${isLasting ? 'with' : 'without'} a session`,
    misbehave: async (t, running) => {
      const client = await RawClient.connect(t, running[carrier], 4, { clientId: 'bad', clean: !isLasting });
      await client.subscribe('all/#', qos);
      client.transport.freeze();
      return async () => client.transport.destroy();
    },
  };
}

/** Reads a little, and pauses again. */
const slowReader = (carrier: 'tcp' | 'ws'): Bad => ({
  name: `a slow reader over ${carrier}`,
  misbehave: async (t, running) => {
    const client = await RawClient.connect(t, running[carrier], 5, { clientId: 'bad' });
    await client.subscribe('all/#', 1);
    client.transport.onBytes(() => client.transport.freeze());
    const timer = setInterval(() => client.transport.thaw(), 20);
    return async () => {
      clearInterval(timer);
      client.transport.destroy();
    };
  },
});

/** Publishes as fast as it is let, and never reads what is answered. */
const flood = (carrier: 'tcp' | 'ws', qos: number): Bad => ({
  name: `a flood of QoS ${qos} over ${carrier}`,
  misbehave: async (t, running) => {
    const client = await RawClient.connect(t, running[carrier], 4, { clientId: 'bad' });
    client.transport.freeze();
    let isOver = false;
    let id = 0;
    const flooding = (async () => {
      while (!isOver) {
        id = (id % 65_535) + 1;
        if (client.transport.unsentBytes < payloadBytes) {
          client.send(publish(4, { topic: 'flood/a', payload: Buffer.alloc(10 * kilobyte), qos, id }));
        } else await wait(1);
        if (id % 20 === 0) await turn();
      }
    })();
    return async () => {
      isOver = true;
      client.transport.destroy();
      await flooding;
    };
  },
});

/** Many connections that send almost all of a CONNECT, or nothing. */
const unfinished = (carrier: 'tcp' | 'ws'): Bad => ({
  name: `clients that never finish CONNECT over ${carrier}`,
  misbehave: async (_t, running) => {
    const bytes = connect({ version: 4, clientId: 'bad', username: 'alice', password: 'secret' });
    const transports = await Promise.all(Array.from({ length: 50 }, () => openTransport(running[carrier])));
    for (const [at, transport] of transports.entries()) transport.write(bytes.subarray(0, at % (bytes.length - 1)));
    return async () => {
      for (const transport of transports) transport.destroy();
    };
  },
});

const lots: readonly Bad[] = (['tcp', 'ws'] as const).flatMap((carrier) => [
  ...[0, 1, 2].flatMap((qos) => [frozen(carrier, qos, false), frozen(carrier, qos, true)]),
  slowReader(carrier),
  flood(carrier, 0),
  flood(carrier, 1),
  flood(carrier, 2),
  unfinished(carrier),
]);

t.setTimeout(240_000);
for (const { name, misbehave } of lots) {
  t.test(`${name}: the others receive everything, and memory stays bounded`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'one-bad-client-'));
    const running = await runBroker(t, { path: join(folder, 'broker.db'), options: { slowClient } });
    t.teardown(() => rmSync(folder, { recursive: true }));
    const seen: number[] = [];
    const good = new SessionClient({
      version: 4,
      clientId: 'good',
      onMessage: ({ payload }) => void seen.push(payload.readUInt32BE()),
    });
    await good.connect(running.tcp);
    await good.subscribe([{ filter: 'all/#', options: 2 }]);
    const publisher = new SessionClient({ version: 4, clientId: 'publisher', clean: true });
    await publisher.connect(running.tcp);
    t.teardown(() => [good, publisher].map((client) => client.drop()));
    const before = await heldBytes();
    const stop = await misbehave(t, running);
    t.teardown(stop);
    let most = 0;
    let mostUnsent = 0;
    for (let n = 0; n < messages; n += 1) {
      const payload = Buffer.alloc(payloadBytes);
      payload.writeUInt32BE(n);
      publisher.publish({ topic: 'all/a', payload, qos: 1 + (n % 2) });
      await until(() => publisher.unfinished < 4, 'the publisher is acknowledged');
      mostUnsent = Math.max(mostUnsent, running.broker.client('bad')?.unsentBytes ?? 0);
      if (n % 50 === 49) most = Math.max(most, await heldBytes());
    }
    await until(() => seen.length >= messages, `${messages} messages, there are ${seen.length}`);
    for (const half of [0, 1]) {
      const numbers = seen.filter((n) => n % 2 === half);
      t.same(
        numbers,
        Array.from({ length: messages / 2 }, (_, n) => 2 * n + half),
        `QoS ${half + 1}: all, in order`,
      );
    }
    t.ok(most - before < grownBytesMax, `this process grew by ${Math.round((most - before) / kilobyte)} KiB at most`);
    const bound = slowClient.disconnectAboveBytes + 2 * payloadBytes;
    t.ok(mostUnsent <= bound, `${Math.round(mostUnsent / kilobyte)} KiB waited for the bad client at most`);
    t.notOk(running.events.some(({ kind }) => kind === 'failed'));
    t.ok(good.isConnected && publisher.isConnected);
    await stop();
    await until(() => running.broker.stats().connections === 2, 'the bad client is gone');
  });
}

for (const carrier of ['tcp', 'ws'] as const) {
  t.test(`${carrier}: who does not finish CONNECT in time is closed, however it trickles`, async (t) => {
    const running = await runBroker(t, { options: { connectTimeoutMs: 200 } });
    const silent = await openTransport(running[carrier]);
    const trickling = await openTransport(running[carrier]);
    const bytes = connect({ version: 4, clientId: 'x'.repeat(500), username: 'alice', password: 'secret' });
    let at = 0;
    const timer = setInterval(() => trickling.write(bytes.subarray(at, ++at)), 5);
    t.teardown(() => clearInterval(timer));
    await Promise.all([silent.closed, trickling.closed]);
    await until(() => running.broker.stats().connections === 0, 'nothing is left');
  });
}
