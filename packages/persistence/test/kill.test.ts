import { type ChildProcess, fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import type { IClientOptions } from 'mqtt';
import t, { type Test } from 'tap';
import { connect, type TestClient } from './fixture/client.ts';
import { temporaryPath } from './fixture/open.ts';

type BrokerProcess = { readonly child: ChildProcess; readonly port: number; readonly kill: () => Promise<void> };

async function start(t: Test, path: string): Promise<BrokerProcess> {
  const child = fork(new URL('fixture/broker-process.js', import.meta.url), [path]);
  const exited = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  t.teardown(kill);
  const [port] = (await once(child, 'message')) as [number];
  return { child, port, kill };
}

const backend: IClientOptions = { clientId: 'backend', clean: false };
const IN_FLIGHT = 50;

type Load = {
  readonly publisher: TestClient;
  /** Tells the messages of one round from those of another, which may come again. */
  readonly round: number;
  readonly acknowledgementsMax: number;
  readonly kill: () => Promise<void>;
};

/** Publishes until the broker is gone; what is acknowledged is in the set. */
async function publishUntilKilled({ publisher, round, acknowledgementsMax, kill }: Load): Promise<ReadonlySet<string>> {
  const acknowledged = new Set<string>();
  let next = 0;
  let killed: Promise<void> | undefined;
  const closed = new Promise<void>((resolve) => publisher.mqtt.once('close', () => resolve()));
  const send = () => {
    const text = `${round}: ${next++}`;
    publisher.mqtt.publish('load/1', text, { qos: 1 }, (error) => {
      if (error) return;
      acknowledged.add(text);
      if (acknowledged.size === acknowledgementsMax) killed = kill();
      send();
    });
  };
  for (let n = 0; n < IN_FLIGHT; n++) send();
  await closed;
  await killed;
  await publisher.mqtt.endAsync(true);
  return acknowledged;
}

async function receiveUntilMarked(port: number, mark: string, qos: 1 | 2): Promise<string[]> {
  const marker = await connect(port, { clientId: 'marker' });
  await marker.mqtt.publishAsync('load/1', mark, { qos });
  await marker.mqtt.endAsync();
  const subscriber = await connect(port, backend);
  const texts = () => subscriber.received.map((packet) => packet.payload.toString());
  for (let count = 1; !texts().includes(mark); count++) await subscriber.receives(count);
  await subscriber.mqtt.endAsync();
  return texts();
}

for (const online of [false, true]) {
  const kind = online ? 'a connected' : 'an off-line';

  t.test(`every QoS 1 publish to ${kind} session that was acknowledged before kill -9 arrives`, async (t) => {
    const path = temporaryPath(t);
    for (let round = 0; round < 3; round++) {
      const first = await start(t, path);
      const subscriber = await connect(first.port, backend);
      await subscriber.mqtt.subscribeAsync('load/+', { qos: 1 });
      if (!online) await subscriber.mqtt.endAsync();
      const publisher = await connect(first.port, { clientId: 'publisher' });
      const acknowledgementsMax = randomInt(1, 600);
      const acknowledged = await publishUntilKilled({ publisher, round, acknowledgementsMax, kill: first.kill });
      if (online) await subscriber.mqtt.endAsync(true);
      t.ok(acknowledged.size >= acknowledgementsMax, `killed after ${acknowledged.size} acknowledgements`);

      const second = await start(t, path);
      const after = await receiveUntilMarked(second.port, `end of round ${round}`, 1);
      const received = new Set([...after, ...subscriber.received.map((packet) => packet.payload.toString())]);
      const lost = [...acknowledged].filter((text) => !received.has(text));
      t.strictSame(lost, [], 'none is lost');
      await second.kill();
    }
  });
}

t.test('every QoS 2 publish arrives exactly once, although the broker was killed meanwhile', async (t) => {
  const path = temporaryPath(t);
  const total = 400;
  let broker = await start(t, path);
  const subscriber = await connect(broker.port, backend);
  await subscriber.mqtt.subscribeAsync('load/+', { qos: 2 });
  await subscriber.mqtt.endAsync();
  // It connects again by itself, and sends again what was not completed.
  const publisher = await connect(broker.port, { clientId: 'publisher', clean: false, reconnectPeriod: 20 });
  publisher.mqtt.on('error', () => {});
  let next = 0;
  let completed = 0;
  const killsAt = [randomInt(1, 100), randomInt(100, 200), randomInt(200, 300)];
  const finished = Promise.withResolvers<void>();
  // Acknowledgements that the dead broker has still sent may reach the next kill, which then waits for this one.
  let restarted = Promise.resolve();
  const restart = async () => {
    await broker.kill();
    broker = await start(t, path);
    publisher.mqtt.options.port = broker.port;
  };
  // mqtt.js gives back what it was asked to send while it was connecting again, when that connection ends before it could.
  const unsent: string[] = [];
  publisher.mqtt.on('connect', () => {
    for (const text of unsent.splice(0)) send(text);
  });
  const send = (text: string) => {
    publisher.mqtt.publish('load/1', text, { qos: 2 }, (error) => {
      if (error) return void unsent.push(text);
      completed++;
      if (completed === total) finished.resolve();
      if (killsAt.includes(completed)) restarted = restarted.then(restart);
      if (next < total) send(`${next++}`);
    });
  };
  while (next < IN_FLIGHT) send(`${next++}`);
  await finished.promise;
  await restarted;
  await publisher.mqtt.endAsync();
  t.comment(`killed after ${killsAt.join(', ')} of ${total}`);
  const received = await receiveUntilMarked(broker.port, 'end', 2);
  const numbers = received.filter((text) => text !== 'end').map(Number);
  t.strictSame(
    numbers.sort((a, b) => a - b),
    Array.from({ length: total }, (_, n) => n),
  );
  await broker.kill();
});

t.test('the will of a client whose broker was killed is sent by the next one', async (t) => {
  const path = temporaryPath(t);
  const first = await start(t, path);
  const will = { topic: 'died/1', payload: Buffer.from([0xff, 1]), qos: 1, retain: true } as const;
  const charger = await connect(first.port, { clientId: 'charger', will });
  const gone = new Promise<void>((resolve) => charger.mqtt.once('close', () => resolve()));
  await first.kill();
  await gone;
  await charger.mqtt.endAsync(true);

  const second = await start(t, path);
  const subscriber = await connect(second.port, { clientId: 'backend' });
  await subscriber.mqtt.subscribeAsync('died/+', { qos: 1 });
  await subscriber.receives(1);
  t.match(subscriber.received[0], { topic: 'died/1', payload: will.payload });
  await subscriber.mqtt.endAsync();
  await second.kill();
});
