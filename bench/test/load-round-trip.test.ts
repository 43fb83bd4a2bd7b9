import { connectAsync } from 'mqtt';
import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
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

t.test('every CALL is answered once, those behind the measured ones as well', async (t) => {
  const running = await floor.start(startOptions);
  t.teardown(() => running.close());
  for (const warmUp of [20, 0]) {
    const result = await loadRoundTrip({ ...jobFor(running), warmUp });
    t.match(result, { sent: warmUp + 202, answered: warmUp + 202, strange: 0, measured: 200 });
  }
});

t.test('answers that never come are told, not waited for', async (t) => {
  const running = await floor.start(startOptions);
  t.teardown(() => running.close());
  const elsewhere = await openBroker();
  t.teardown(() => elsewhere.close());
  const job = { ...jobFor(running), mqttPort: elsewhere.port, timeMaxMs: 300 };
  await t.rejects(loadRoundTrip(job), /longer than 300 ms: 0 of 222 were answered/);
  await t.rejects(loadRoundTrip({ ...job, standstillMs: 50, timeMaxMs: 60_000 }), /stands still: 0 of 222/);
});

t.test('a server that closes a connection is told', async (t) => {
  const running = await floor.start(startOptions);
  const witness = await connectAsync(`mqtt://127.0.0.1:${running.mqttPort}`, { reconnectPeriod: 0 });
  await witness.subscribeAsync('ocpp/cs/CP1');
  const isUnderWay = new Promise((resolve) => witness.once('message', resolve));
  // What was under way when it closed makes a reset of it, now and then.
  const rejected = t.rejects(loadRoundTrip({ ...jobFor(running), measured: 1_000_000 }), /closed|ECONNRESET/);
  await isUnderWay;
  await witness.endAsync();
  await running.close();
  await rejected;
});

t.test('a CSMS that is refused is told', async (t) => {
  const running = await floor.start(startOptions);
  t.teardown(() => running.close());
  const broker = await openBroker('secret');
  t.teardown(() => broker.close());
  await t.rejects(loadRoundTrip({ ...jobFor(running), mqttPort: broker.port }), /CONNECT/);
});
