import t from 'tap';
import { loadDurable } from '../src/load-durable.ts';
import type { DurableJob } from '../src/load-job.ts';
import { openBroker, type TestBroker } from './test-broker.ts';

const start = async (
  test: Pick<typeof t, 'teardown'>,
  mqttVersion: 4 | 5 = 5,
  opened?: TestBroker,
): Promise<DurableJob> => {
  const broker = opened ?? (await openBroker());
  test.teardown(() => broker.close());
  return {
    ...{ kind: 'durable', phase: 'on-line', mqttVersion, sessions: 2, messages: 700 },
    ...{ mqttPort: broker.port, chargePointUrl: '', chargePoints: [], csmsLogin: undefined, pids: [process.pid] },
    ...{ standstillMs: 5_000, timeMaxMs: 20_000 },
  };
};

for (const version of [4, 5] as const) {
  t.test(`messages come to all sessions that are there, with version ${version}`, async (t) => {
    const result = await loadDurable(await start(t, version));
    t.match(result, { expected: 1_400, delivered: 1_400, strange: 0, drained: undefined });
    t.ok((result.published?.seconds ?? 0) > 0);
    t.ok((result.latencyMs?.p50 ?? 0) > 0);
  });

  t.test(`messages come to sessions whose clients were away, with version ${version}`, async (t) => {
    const result = await loadDurable({ ...(await start(t, version)), phase: 'off-line' });
    t.match(result, { expected: 1_400, delivered: 1_400, strange: 0, latencyMs: undefined });
    t.ok((result.drained?.seconds ?? 0) > 0);
  });
}

t.test('what is queued by one load is drained by another', async (t) => {
  const job = await start(t);
  const queued = await loadDurable({ ...job, phase: 'queue' });
  t.match(queued, { expected: 0, delivered: 0, drained: undefined });
  const drained = await loadDurable({ ...job, phase: 'drain' });
  t.match(drained, { expected: 1_400, delivered: 1_400, strange: 0, published: undefined });
  t.match(await loadDurable(job), { delivered: 1_400, strange: 0 }, 'the sessions begin anew');
});

t.test('a load to which nothing comes ends, and says so', async (t) => {
  const job = await start(t);
  await t.rejects(
    loadDurable({ ...job, phase: 'drain', standstillMs: 20 }),
    /0 were acknowledged, 0 came, and then none/,
  );
});

t.test('a message that comes twice is counted as such', async (t) => {
  const broker = await openBroker();
  let isRepeated = false;
  await new Promise<void>((resolve) =>
    broker.aedes.subscribe(
      'bench/durable',
      ({ topic, payload }, done) => {
        done();
        if (isRepeated) return;
        isRepeated = true;
        broker.aedes.publish({ cmd: 'publish', qos: 1, dup: false, retain: false, topic, payload }, () => {});
      },
      resolve,
    ),
  );
  t.match(await loadDurable(await start(t, 5, broker)), { expected: 1_400, delivered: 1_402, strange: 2 });
});
