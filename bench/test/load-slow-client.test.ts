import t from 'tap';
import type { SlowClientJob } from '../src/load-job.ts';
import { loadSlowClient } from '../src/load-slow-client.ts';
import { openBroker } from './test-broker.ts';

const job: SlowClientJob = {
  kind: 'slow-client',
  bad: 'none',
  mqttPort: 0,
  mqttWebSocketUrl: undefined,
  chargePointUrl: '',
  chargePoints: [],
  csmsLogin: undefined,
  pids: [process.pid],
  mqttVersion: 4,
  subscribers: 3,
  messages: 20,
  perSecond: 2000,
  payloadBytes: 100,
  patienceMs: 5000,
  timeMaxMs: 20_000,
};

for (const bad of ['none', 'frozen-qos-0', 'unfinished-connect'] as const) {
  t.test(`${bad}: each message is counted once for each subscriber`, async (t) => {
    const broker = await openBroker();
    t.teardown(() => broker.close());
    const result = await loadSlowClient({ ...job, mqttPort: broker.port, bad });
    t.match(result, { expected: 60, delivered: 60, isBadClientCut: false });
    t.ok(result.latencyMs.p50 > 0 && result.latencyMs.max >= result.latencyMs.p50);
    t.ok(result.loadLagMs > 0);
    t.equal(typeof result.peakResidentBytes, typeof result.serverCpuMicroseconds);
  });
}

t.test('a message that does not come counts as long as it was waited for, and is missing', async (t) => {
  const broker = await openBroker();
  t.teardown(() => broker.close());
  broker.aedes.authorizeForward = (client, packet) =>
    client.id === 'bench-reader-1' && packet.payload.toString().startsWith('7 ') ? null : packet;
  const result = await loadSlowClient({ ...job, mqttPort: broker.port, patienceMs: 50 });
  t.match(result, { expected: 60, delivered: 59 });
  t.ok(result.latencyMs.max >= 50);
});

t.test('a client that behaves and is cut all the same fails the load', async (t) => {
  const broker = await openBroker();
  t.teardown(() => broker.close());
  broker.aedes.on('publish', ({ topic }) => {
    if (topic === 'bench/slow/all') broker.dropClients();
  });
  await t.rejects(loadSlowClient({ ...job, mqttPort: broker.port, messages: 400, perSecond: 400 }), /closed/);
});
