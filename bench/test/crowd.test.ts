import t from 'tap';
import { floor } from '../src/candidate-floor.ts';
import { crowd, figuresOf } from '../src/crowd.ts';
import type { CrowdResult } from '../src/load-job.ts';
import { smallScale, surroundings } from './test-surroundings.ts';

// Servers are started; on a busy machine that takes its time. That of the product is started by the smoke run of main.test.ts.
t.setTimeout(110_000);

t.test('a crowd comes in, comes back after a restart, and each of it is counted', async (t) => {
  const [one] = crowd.cases({ ...smallScale, crowds: [20] });
  const measuring = await one?.open(floor, surroundings);
  const figures = await measuring?.measure();
  t.match(figures, { connected: 20, stormConnected: 20 });
  t.ok(crowd.columns.every(({ key }) => key in (figures ?? {})));
});

t.test('a crowd that nobody may open so many files for is refused at once', async (t) => {
  const [one] = crowd.cases({ ...smallScale, crowds: [1_000_000_000] });
  await t.rejects(async () => one?.open(floor, surroundings), /open files/, {
    skip: process.platform !== 'linux',
  });
});

const result: CrowdResult = {
  ...{ kind: 'crowd', connected: 10, failures: { count: 0, first: undefined }, lost: 0, seconds: 2 },
  ...{ serverCpuMicroseconds: 5_000, loadCpuMicroseconds: 1_000_000, handshakeMs: { p50: 1, p99: 2, p999: 3, max: 4 } },
  ...{ residentBytesBefore: 1_000_000, residentBytesResting: 1_100_000 },
  ...{ restSeconds: 4, restCpuMicroseconds: 40_000, beats: 7, beatsAnswered: 7 },
};

t.test('what was counted becomes figures, of the first time and of the storm', async (t) => {
  t.match(figuresOf(result, { ...result, seconds: 1 }), {
    ...{ cpuMicroseconds: 500, perSecond: 5, restingKilobytes: 10, loadBusyPercent: 50, restingCpuPercent: 1 },
    ...{ stormCpuMicroseconds: 500, stormPerSecond: 10, stormP99Ms: 2 },
  });
  const unknown = { residentBytesBefore: undefined, serverCpuMicroseconds: undefined, restCpuMicroseconds: undefined };
  const { restingKilobytes, cpuMicroseconds, restingCpuPercent } = figuresOf({ ...result, ...unknown }, result);
  t.same([restingKilobytes, cpuMicroseconds, restingCpuPercent], [undefined, undefined, undefined]);
});

t.test('a crowd of which one was refused, closed or not answered yields no figures', async (t) => {
  const refused = { ...result, failures: { count: 1, first: 'answered 503' } };
  t.throws(() => figuresOf(refused, result), /1 of 11 handshakes failed: answered 503/);
  t.throws(() => figuresOf(result, refused), /1 of 11 handshakes failed after the restart/);
  t.throws(() => figuresOf({ ...result, lost: 2 }, result), /2 of 10 charge points were closed/);
  t.throws(() => figuresOf({ ...result, beatsAnswered: 6 }, result), /of 7 Heartbeats 6 were answered/);
});
