import t from 'tap';
import type { Benchmark, Sample } from '../src/benchmark.ts';
import type { Candidate } from '../src/candidate.ts';
import { runBenchmarks } from '../src/run-benchmarks.ts';
import { madeUpBenchmark, namedCandidate } from './test-benchmark.ts';
import { smallScale, startOptions, surroundings } from './test-surroundings.ts';

t.test('candidates take turns, and each round begins with another one', async (t) => {
  const told: Sample[] = [];
  const samples = await runBenchmarks({
    benchmarks: [madeUpBenchmark((candidate) => ({ cost: candidate.length }))],
    candidates: ['a', 'bb', 'ccc'].map(namedCandidate),
    scale: smallScale,
    rounds: 4,
    shareServers: false,
    surroundings: () => surroundings,
    onSample: (sample) => told.push(sample),
  });
  t.same(told, samples);
  const small = samples.filter((sample) => sample.case === 'small');
  t.same(
    small.map(({ round, candidate }) => `${round}${candidate}`),
    ['1a', '1bb', '1ccc', '2bb', '2ccc', '2a', '3ccc', '3a', '3bb', '4a', '4bb', '4ccc'],
  );
  t.same(small[1], { benchmark: 'made-up', case: 'small', candidate: 'bb', round: 1, figures: { cost: 2 } });
  t.equal(samples.length, 24);
});

const run = { scale: smallScale, rounds: 1, shareServers: false, surroundings: () => surroundings, onSample: () => {} };
const candidates = ['a', 'b'].map(namedCandidate);

t.test('what was opened for a case is closed when the case is over', async (t) => {
  const events: string[] = [];
  const benchmark = madeUpBenchmark(
    (candidate, title) => {
      events.push(`${candidate} ${title}`);
      return {};
    },
    (candidate) => events.push(`${candidate} closed`),
  );
  await runBenchmarks({ ...run, benchmarks: [benchmark], candidates });
  const caseOf = (title: string) => [`a ${title}`, `b ${title}`, 'a closed', 'b closed'];
  t.same(events, [...caseOf('small'), ...caseOf('large')]);
});

t.test('a measurement that fails ends the run, and what was opened is closed', async (t) => {
  const closed: string[] = [];
  const failing = madeUpBenchmark(
    () => {
      throw new Error('lost a message');
    },
    (candidate) => closed.push(candidate),
  );
  await t.rejects(runBenchmarks({ ...run, benchmarks: [failing], candidates }), /lost/);
  t.same(closed, ['a', 'b']);
});

t.test('benchmarks that can share a server have one for all, and the others one of their own', async (t) => {
  const started: string[] = [];
  const startable = (name: string): Candidate => ({
    ...namedCandidate(name),
    start: async ({ identities }) => {
      started.push(name);
      return {
        ...{ pids: [], chargePointUrl: '', mqttPort: 0, csmsLogin: undefined },
        chargePoints: identities.map((identity) => ({ identity })),
        close: async () => {
          started.push(`${name} closed`);
        },
      };
    },
  });
  const starting = (name: string, canShareServers: boolean): Benchmark => ({
    ...madeUpBenchmark(() => ({})),
    ...{ name, canShareServers },
    cases: () => [
      {
        title: name,
        open: async (candidate) => {
          const { close } = await candidate.start(startOptions);
          return { measure: async () => ({}), close };
        },
      },
    ],
  });
  await runBenchmarks({
    ...{ ...run, shareServers: true, candidates: [startable('a')] },
    benchmarks: [starting('first', true), starting('own', false), starting('second', true)],
  });
  t.same(started, ['a', 'a', 'a closed', 'a closed']);
  const failing = {
    ...starting('failing', true),
    cases: () => [{ title: 'f', open: () => Promise.reject(new Error('no')) }],
  };
  started.length = 0;
  await t.rejects(
    runBenchmarks({
      ...{ ...run, shareServers: true, candidates: [startable('a')] },
      benchmarks: [starting('first', true), failing],
    }),
    /no/,
  );
  t.same(started, ['a', 'a closed'], 'what is shared is closed after a failure as well');
});
