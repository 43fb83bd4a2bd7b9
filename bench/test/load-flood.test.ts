import type { Socket } from 'node:net';
import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
import { loadFlood } from '../src/load-flood.ts';
import type { FloodJob } from '../src/load-job.ts';
import { openBroker } from './test-broker.ts';
import { startOptions } from './test-surroundings.ts';

type Running = Awaited<ReturnType<typeof floor.start>>;

const jobFor = ({ pids, chargePointUrl, mqttPort, chargePoints, csmsLogin }: Running): FloodJob => ({
  kind: 'flood',
  ...{ pids, chargePointUrl, mqttPort, chargePoints, csmsLogin },
  qos: 1,
  mqttVersion: 4,
  subscribers: 3,
  withFrozen: false,
  warmUp: 10,
  measured: 50,
  standstillMs: 30_000,
  timeMaxMs: 60_000,
  patienceMs: 10_000,
});

t.test('every CALL comes to every subscriber that reads, also beside one that does not', async (t) => {
  const running = await floor.start(startOptions);
  t.teardown(() => running.close());
  for (const withFrozen of [false, true]) {
    const result = await loadFlood({ ...jobFor(running), withFrozen });
    t.match(result, { kind: 'flood', sent: 62, answered: 62, strange: 0, expected: 186, delivered: 186 });
    t.ok(result.deliveryMs.p50 > 0 && result.deliveryMs.p50 <= result.deliveryMs.max);
  }
});

t.test('a subscriber that reads and is cut fails the load', async (t) => {
  const running = await floor.start(startOptions);
  t.teardown(() => running.close());
  const broker = await openBroker();
  t.teardown(() => broker.close());
  broker.aedes.on('subscribe', (_, { id }) => {
    if (id === 'bench-reader-2') setImmediate(() => broker.dropClients());
  });
  await t.rejects(loadFlood({ ...jobFor(running), mqttPort: broker.port }), /closed the connection/);
});

t.test('the frozen subscriber is frozen: what it is sent is still with the broker when the load is over', async (t) => {
  const running = await floor.start(startOptions);
  t.teardown(() => running.close());
  const broker = await openBroker();
  t.teardown(() => broker.close());
  let waitingBytes = 0;
  broker.aedes.on('client', ({ id, conn }) => {
    if (id !== 'bench-frozen') return;
    const socket = conn as Socket;
    const timer = setInterval(() => {
      if (!socket.destroyed) waitingBytes = socket.writableLength;
    }, 20);
    socket.once('close', () => clearInterval(timer));
  });
  const job = { ...jobFor(running), mqttPort: broker.port, withFrozen: true, standstillMs: 200 };
  await t.rejects(loadFlood(job), /stands still/);
  t.ok(waitingBytes > 0);
});
