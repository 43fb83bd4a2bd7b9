import t from 'tap';
import type { Candidate } from '../src/candidate.ts';
import { candidates } from '../src/candidates.ts';
import type { RoundTripResult } from '../src/load-job.ts';
import { figuresOf, roundTrip } from '../src/round-trip.ts';
import { smallScale, surroundings } from './test-surroundings.ts';

const runsTwice = ({ name }: Candidate) => name === 'ocpp-broker' || name === 'floor';

// It starts five servers; on a busy machine that takes its time.
t.setTimeout(110_000);

for (const candidate of candidates) {
  t.test(`round trips through ${candidate.name} are all answered and measured`, async (t) => {
    for (const one of roundTrip.cases({ ...smallScale, qos: [0, 1], mqttVersions: [4, 5] })) {
      // Two of the four cases are enough to have each QoS and each version; without validation one is.
      if (one.title !== 'N=3, QoS 1, MQTT 5' && (one.title !== 'N=3, QoS 0, MQTT 3.1.1' || !runsTwice(candidate)))
        continue;
      const measuring = await one.open(candidate, surroundings);
      t.teardown(() => measuring.close());
      const figures = await measuring.measure();
      t.equal(figures.answered, smallScale.warmUp / 10 + smallScale.measured + 3, one.title);
      const keys = roundTrip.columns.map(({ key }) => key);
      t.ok(
        keys.every((key) => key in figures),
        'every column has its figure',
      );
    }
  });
}

t.test('there is a case for each size, QoS and version', async (t) => {
  const cases = roundTrip.cases({ ...smallScale, sizes: [1, 2, 3], qos: [0, 1], mqttVersions: [4, 5] });
  t.equal(new Set(cases.map(({ title }) => title)).size, 12);
});

t.test('a run that lost messages, or got strange ones, yields no figures', async (t) => {
  const result: RoundTripResult = {
    kind: 'round-trip',
    chargePoints: 3,
    sent: 100,
    answered: 100,
    strange: 0,
    measured: 50,
    measuredSeconds: 2,
    serverCpuMicroseconds: 5_000,
    loadCpuMicroseconds: 1_000_000,
    latencyMs: { p50: 1, p99: 2, p999: 3, max: 4 },
    serverResidentBytes: 50_000_000,
  };
  t.match(figuresOf(result), { cpuMicroseconds: 100, perSecond: 25, residentMegabytes: 50, loadBusyPercent: 50 });
  t.throws(() => figuresOf({ ...result, answered: 99 }), /of 100 CALLs 99 were answered/);
  t.throws(() => figuresOf({ ...result, strange: 1 }), /1 messages were strange/);
  const unknown = figuresOf({ ...result, serverCpuMicroseconds: undefined, serverResidentBytes: undefined });
  t.equal(unknown.cpuMicroseconds, undefined);
  t.equal(unknown.residentMegabytes, undefined);
});
