import { connectAsync } from 'mqtt';
import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
import { ocppBroker } from '../src/candidate-ocpp-broker.ts';
import type { RoundTripJob } from '../src/load-job.ts';
import { loadRoundTrip } from '../src/load-round-trip.ts';
import { openBroker } from './test-broker.ts';
import { startOptions } from './test-surroundings.ts';

type Running = Awaited<ReturnType<typeof floor.start>>;

const jobFor = ({ pids, chargePointUrl, mqttPort, chargePoints, csmsLogin }: Running): RoundTripJob => ({
  kind: 'round-trip',
  ...{ pids, chargePointUrl, mqttPort, chargePoints, csmsLogin },
  qos: 1,
  mqttVersion: 5,
  warmUp: 20,
  measured: 200,
  standstillMs: 30_000,
  timeMaxMs: 60_000,
});

// Servers are started; on a busy machine that takes its time.
t.setTimeout(110_000);

t.test('every CALL is answered once, those behind the measured ones as well', async (t) => {
  const running = await floor.start(startOptions);
  t.teardown(() => running.close());
  for (const warmUp of [20, 0]) {
    const result = await loadRoundTrip({ ...jobFor(running), warmUp });
    t.match(result, { chargePoints: 2, sent: warmUp + 202, answered: warmUp + 202, strange: 0, measured: 200 });
    t.ok(result.measuredSeconds > 0);
    t.ok(result.latencyMs.p50 > 0);
    t.ok(result.latencyMs.p50 <= result.latencyMs.p99 && result.latencyMs.p99 <= result.latencyMs.max);
  }
});

t.test('answers that never come are told, not waited for', async (t) => {
  const running = await floor.start(startOptions);
  t.teardown(() => running.close());
  const elsewhere = await openBroker();
  t.teardown(() => elsewhere.close());
  const job = { ...jobFor(running), mqttPort: elsewhere.port, timeMaxMs: 300 };
  await t.rejects(loadRoundTrip(job), /longer than 300 ms: 0 of 222 were answered/);
  await t.rejects(loadRoundTrip({ ...job, standstillMs: 50, timeMaxMs: 60_000 }), /stand still: 0 of 222/);
});

t.test('a server that closes a connection is told', async (t) => {
  const running = await floor.start(startOptions);
  const witness = await connectAsync(`mqtt://127.0.0.1:${running.mqttPort}`, { reconnectPeriod: 0 });
  await witness.subscribeAsync('ocpp/cs/CP1');
  const isUnderWay = new Promise((resolve) => witness.once('message', resolve));
  const rejected = t.rejects(loadRoundTrip({ ...jobFor(running), measured: 1_000_000 }), /closed/);
  await isUnderWay;
  await witness.endAsync();
  await running.close();
  await rejected;
});

t.test('a refused handshake and a refused CSMS are told', async (t) => {
  const running = await ocppBroker.start(startOptions);
  t.teardown(() => running.close());
  const job = jobFor(running);
  await t.rejects(loadRoundTrip({ ...job, chargePoints: [{ identity: 'CP1' }] }), /401/);
  await t.rejects(loadRoundTrip({ ...job, csmsLogin: undefined }), /CONNECT/);
});
