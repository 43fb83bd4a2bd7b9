import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
import type { RoundTripJob } from '../src/load-job.ts';
import { runLoad } from '../src/load-process.ts';
import { findPinning } from '../src/pinning.ts';
import { startOptions, surroundings } from './test-surroundings.ts';

const startFloor = async (test: Pick<typeof t, 'teardown'>): Promise<RoundTripJob> => {
  const running = await floor.start(startOptions);
  test.teardown(() => running.close());
  const { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin } = running;
  const target = { pids, chargePointUrl, mqttPort, chargePoints, csmsLogin };
  return {
    kind: 'round-trip',
    ...target,
    qos: 0,
    mqttVersion: 4,
    warmUp: 5,
    measured: 50,
    standstillMs: 20_000,
    timeMaxMs: 30_000,
  };
};

t.test('a job is done in another process, pinned or not, and its result comes back', async (t) => {
  const job = await startFloor(t);
  for (const pinning of [undefined, findPinning()]) {
    const result = await runLoad<'round-trip'>(job, { ...surroundings, pinning });
    t.match(result, { kind: 'round-trip', sent: 57, answered: 57, strange: 0 });
  }
});

t.test('a job that fails rejects with its reason', async (t) => {
  const job = await startFloor(t);
  await t.rejects(
    runLoad<'round-trip'>({ ...job, chargePointUrl: 'ws://127.0.0.1:9/ocpp' }, surroundings),
    /ECONNREFUSED/,
  );
});

t.test('a load generator that does not come to an end is ended', async (t) => {
  const job = await startFloor(t);
  // It is left 30 s beyond its limit to hand back what it has.
  const endless = { ...job, measured: 10_000_000, timeMaxMs: -29_999 };
  await t.rejects(runLoad<'round-trip'>(endless, surroundings), /ended with SIGKILL and no result/);
});

t.test('a run that is broken off ends the load generator', async (t) => {
  const job = await startFloor(t);
  const controller = new AbortController();
  const loading = runLoad<'round-trip'>(
    { ...job, measured: 10_000_000 },
    { ...surroundings, signal: controller.signal },
  );
  const rejected = t.rejects(loading, { name: 'AbortError' });
  controller.abort();
  await rejected;
  await t.rejects(runLoad<'round-trip'>(job, { ...surroundings, signal: controller.signal }), { name: 'AbortError' });
});
