import t from 'tap';
import { type RunArguments, readArguments, usageOf } from '../src/arguments.ts';

const names = { benchmarks: ['round-trip', 'connect'], candidates: ['ours', 'floor'] };
const read = (...args: string[]) => readArguments(args, names);

t.test('without arguments everything runs at its usual scale', async (t) => {
  t.match(read(), {
    kind: 'run',
    benchmarks: ['round-trip', 'connect'],
    candidates: ['ours', 'floor'],
    scale: { sizes: [10, 100, 1000], qos: [0, 1], mqttVersions: [4, 5], resting: [0], subscribers: [1, 10, 100] },
    rounds: 5,
    shareServers: false,
    json: false,
    write: false,
    profileFolder: undefined,
    pin: true,
  });
});

t.test('benchmarks, candidates and scale can be chosen', async (t) => {
  const asked = ['connect', '--candidates', 'floor', '--sizes', '1,7', '--qos', '1', '--mqtt', '5', '--rounds', '9'];
  const more = ['--trips', '11', '--warm-up', '1', '--rest', '5', '--json', '--write', '--profile', 'here', '--no-pin'];
  const some = ['--resting', '0,10000', '--subscribers', '2', '--bad-clients', 'flood,none'];
  const others = [...some, '--crowds', '3', '--beat', '50', '--queued', '9'];
  t.same(read(...asked, ...more, ...others), {
    kind: 'run',
    benchmarks: ['connect'],
    candidates: ['floor'],
    scale: {
      sizes: [1, 7],
      qos: [1],
      mqttVersions: [5],
      resting: [0, 10_000],
      subscribers: [2],
      badClients: ['none', 'flood'],
      warmUp: 1,
      measured: 11,
      crowds: [3],
      beatMs: 50,
      queued: [9],
      restMs: 5,
    },
    rounds: 9,
    shareServers: false,
    json: true,
    write: true,
    profileFolder: 'here',
    pin: false,
  });
});

t.test('--smoke is small, and single options still count', async (t) => {
  const { scale, rounds, shareServers } = read('--smoke', '--sizes', '4') as RunArguments;
  t.same(scale.sizes, [4]);
  t.equal(rounds, 1);
  t.ok(shareServers);
  t.ok(scale.measured <= 1_000);
});

t.test('what is not known is refused with what is', async (t) => {
  const problem = (...args: string[]) => {
    const asked = read(...args);
    return asked.kind === 'wrong' ? asked.problem : asked.kind;
  };
  t.equal(problem('roundtrip'), 'there is no benchmark "roundtrip"; one of: round-trip, connect');
  t.match(problem('--candidates', 'ours,theirs'), /no candidate "theirs"/);
  t.match(problem('--sizes', '0'), /--sizes "0" must be a number from 1 to 20000/);
  t.match(problem('--sizes', '10,1e2'), /"1e2" must be a number/);
  t.match(problem('--rounds', '101'), /from 1 to 100/);
  t.match(problem('--qos', '2'), /must be 0 or 1/);
  t.match(problem('--mqtt', '3.1'), /must be 3.1.1 or 5/);
  t.match(problem('--bad-clients', 'rude'), /no bad client "rude"/);
  t.match(problem('--subscribers', '0'), /from 1 to 500/);
  t.match(problem('--speed'), /--speed/);
});

t.test('--help names every benchmark and every candidate', async (t) => {
  t.same(read('--help', 'connect'), { kind: 'help' });
  for (const name of [...names.benchmarks, ...names.candidates]) t.match(usageOf(names), name);
});
