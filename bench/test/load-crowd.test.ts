import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
import { loadCrowd } from '../src/load-crowd.ts';
import type { CrowdJob } from '../src/load-job.ts';
import { startOptions } from './test-surroundings.ts';

const identities = Array.from({ length: 25 }, (_, index) => `CP${index}`);

const startFloor = async (test: Pick<typeof t, 'teardown'>): Promise<CrowdJob> => {
  const running = await floor.start({ ...startOptions, identities });
  test.teardown(() => running.close());
  const { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin } = running;
  const target = { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin };
  return { kind: 'crowd', ...target, atOnce: 10, restMs: 100, beatMs: 50, timeMaxMs: 30_000 };
};

t.test('the whole crowd comes in, rests, and each has its Heartbeats answered', async (t) => {
  const result = await loadCrowd(await startFloor(t));
  t.match(result, { connected: 25, failures: { count: 0 }, lost: 0, beatsAnswered: result.beats });
  t.ok(result.beats >= 25);
  t.ok(result.seconds > 0);
  t.ok(result.restSeconds >= 0.1);
  t.ok(result.handshakeMs.p50 > 0);
  t.equal(typeof result.residentBytesResting, typeof result.residentBytesBefore);
  t.equal(typeof result.restCpuMicroseconds, typeof result.serverCpuMicroseconds);
});

t.test('handshakes that fail are counted, and why the first of them did is told', async (t) => {
  const job = await startFloor(t);
  // Nothing listens there: port 9 is "discard".
  const result = await loadCrowd({ ...job, chargePointUrl: 'ws://127.0.0.1:9/ocpp', pids: [] });
  t.match(result, { connected: 0, failures: { count: 25, first: /ECONNREFUSED/ }, beats: 0 });
});

t.test('a crowd that takes too long is told', async (t) => {
  const job = await startFloor(t);
  await t.rejects(loadCrowd({ ...job, timeMaxMs: -1 }), /only 0 charge points came in time/);
});
