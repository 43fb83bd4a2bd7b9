import t from 'tap';
import type { Candidate, StartOptions } from '../src/candidate.ts';
import type { LoadTarget, LoopTerms } from '../src/load-job.ts';
import { conditionsOf, openLoop, titleOf } from '../src/loop-measuring.ts';
import { smallScale, surroundings } from './test-surroundings.ts';

const conditions = { size: 2, resting: 0, qos: 1, mqttVersion: 5 } as const;

const candidateOf = (events: string[]): Candidate => ({
  name: 'c',
  description: 'c',
  start: async ({ identities }: StartOptions) => ({
    pids: [],
    chargePointUrl: 'ws://127.0.0.1:9/ocpp',
    mqttPort: 1,
    chargePoints: identities.map((identity) => ({ identity })),
    csmsLogin: undefined,
    close: async () => {
      events.push(`closed ${identities.join()}`);
    },
  }),
});

t.test('a candidate is warmed up once, and each round a little more', async (t) => {
  const events: string[] = [];
  const load = async ({ chargePoints }: LoadTarget, { warmUp, measured }: LoopTerms) => {
    events.push(`${chargePoints.length} do ${warmUp}+${measured}`);
    return { cost: 1 };
  };
  const scale = { warmUp: 3_000, measured: 300 };
  const measuring = await openLoop(candidateOf(events), surroundings, scale, conditions, load);
  t.same(await measuring.measure(), { cost: 1 });
  await measuring.close();
  t.same(events, ['2 do 0+3000', '2 do 300+300', 'closed CP1,CP2']);
});

t.test('a warm-up that is too small for one of its own goes with the round', async (t) => {
  const events: string[] = [];
  const load = async (_: unknown, { warmUp, measured }: LoopTerms) => {
    events.push(`${warmUp}+${measured}`);
    return {};
  };
  const measuring = await openLoop(candidateOf(events), surroundings, smallScale, conditions, load);
  await measuring.measure();
  t.same(events, ['3+300']);
});

t.test('a warm-up that fails, or a crowd that cannot rest, closes the candidate and is told', async (t) => {
  const events: string[] = [];
  const scale = { warmUp: 3_000, measured: 300 };
  const failing = openLoop(candidateOf(events), surroundings, scale, conditions, () =>
    Promise.reject(new Error('lost a message')),
  );
  await t.rejects(failing, /lost a message/);
  const resting = { ...conditions, resting: 1 };
  const refused = openLoop(candidateOf(events), surroundings, smallScale, resting, async () => ({}));
  await t.rejects(refused, /ECONNREFUSED/);
  t.same(events, ['closed CP1,CP2', 'closed CP1,CP2,CP3']);
});

t.test('conditions are combined, and have a title', async (t) => {
  const all = conditionsOf({ ...smallScale, sizes: [1, 2], resting: [0, 10], qos: [0, 1], mqttVersions: [4, 5] });
  t.equal(all.length, 16);
  t.equal(titleOf({ size: 1, resting: 0, qos: 0, mqttVersion: 4 }), 'N=1, QoS 0, MQTT 3.1.1');
  t.equal(titleOf({ size: 1, resting: 10, qos: 1, mqttVersion: 5 }), 'N=1, 10 at rest, QoS 1, MQTT 5');
});
