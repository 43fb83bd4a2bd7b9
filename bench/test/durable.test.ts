import t from 'tap';
import { demandAll, durable, figuresOf } from '../src/durable.ts';
import type { DurableResult } from '../src/load-job.ts';
import { smallScale } from './test-surroundings.ts';

const present: DurableResult = {
  ...{ kind: 'durable', expected: 200, delivered: 200, strange: 0 },
  published: { seconds: 2, serverCpuMicroseconds: 1_000 },
  drained: undefined,
  ...{ latencyMs: { p50: 1, p99: 2, p999: 3, max: 4 }, loadBusyPercent: 30, serverResidentBytes: 50_000_000 },
};
const away: DurableResult = {
  ...present,
  latencyMs: undefined,
  published: { seconds: 1, serverCpuMicroseconds: 500 },
  drained: { seconds: 4, serverCpuMicroseconds: undefined },
};

// That it works is seen by the smoke run of main.test.ts.
t.test('there is a case for each number of sessions, with candidates of its own', async (t) => {
  t.same(
    durable.cases({ ...smallScale, subscribers: [1, 10] }).map(({ title }) => title),
    ['1 session', '10 sessions'],
  );
  t.same(
    durable.candidates?.map(({ name }) => name),
    ['ocpp-broker', 'ocpp-broker-memory'],
  );
});

t.test('what was counted becomes figures', async (t) => {
  t.match(figuresOf(present, away, 100), {
    ...{ cpuMicroseconds: 10, perSecond: 50, p50Ms: 1, p99Ms: 2, awayCpuMicroseconds: 5, awayPerSecond: 100 },
    ...{ drainPerSecond: 50, residentMegabytes: 50, loadBusyPercent: 30 },
  });
  t.equal(figuresOf(present, away, 100).drainCpuMicroseconds, undefined);
  t.ok(durable.columns.every(({ key }) => key in figuresOf(present, away, 100)));
});

t.test('a load in which a message was lost or came twice yields no figures', async (t) => {
  t.throws(() => demandAll({ ...present, delivered: 199 }), /of 200 messages 199 came/);
  t.throws(() => figuresOf(present, { ...away, strange: 1 }, 100), /1 of them twice/);
});
