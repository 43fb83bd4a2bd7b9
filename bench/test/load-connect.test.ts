import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
import { loadConnect } from '../src/load-connect.ts';
import type { ConnectJob } from '../src/load-job.ts';
import { startOptions } from './test-surroundings.ts';

const identities = Array.from({ length: 25 }, (_, index) => `CP${index}`);

const startFloor = async (test: Pick<typeof t, 'teardown'>): Promise<ConnectJob> => {
  const running = await floor.start({ ...startOptions, identities });
  test.teardown(() => running.close());
  const { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin } = running;
  const target = { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin };
  return { kind: 'connect', ...target, atOnce: 10, restMs: 20, timeMaxMs: 30_000 };
};

t.test('the whole crowd comes in and rests', async (t) => {
  const result = await loadConnect(await startFloor(t));
  t.match(result, { connected: 25, failed: 0 });
  t.ok(result.seconds > 0);
  t.ok(result.handshakeMs.p50 > 0);
  t.equal(typeof result.residentBytesResting, typeof result.residentBytesBefore);
});

t.test('handshakes that fail are counted', async (t) => {
  const job = await startFloor(t);
  // Nothing listens there: port 9 is "discard".
  const result = await loadConnect({ ...job, chargePointUrl: 'ws://127.0.0.1:9/ocpp', pids: [] });
  t.match(result, { connected: 0, failed: 25 });
});

t.test('a crowd that takes too long is told', async (t) => {
  const job = await startFloor(t);
  await t.rejects(loadConnect({ ...job, timeMaxMs: -1 }), /only 0 charge points came in time/);
});
