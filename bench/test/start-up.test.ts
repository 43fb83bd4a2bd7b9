import t from 'tap';
import type { Candidate, RunningCandidate } from '../src/candidate.ts';
import { floor } from '../src/candidate-floor.ts';
import { startUp } from '../src/start-up.ts';
import { openBroker } from './test-broker.ts';
import { smallScale, surroundings } from './test-surroundings.ts';

const scale = { ...smallScale, queued: [100] };

// The product itself is measured by the smoke run of main.test.ts.
t.test('the time of the start is that of the server that finds the messages', async (t) => {
  const broker = await openBroker();
  let starts = 0;
  const running = (): RunningCandidate => {
    starts += 1;
    return {
      ...{ pids: [process.pid], chargePointUrl: '', mqttPort: broker.port, chargePoints: [], csmsLogin: undefined },
      startMs: starts * 100,
      restart: async () => running(),
      close: () => broker.close(),
    };
  };
  const candidate: Candidate = { name: 'made-up', description: '', start: async () => running() };
  const [one] = startUp.cases(scale);
  t.equal(one?.title, '100 queued messages');
  const figures = await (await one?.open(candidate, surroundings))?.measure();
  t.match(figures, { emptyMs: 200, startMs: 300, delivered: 100 });
});

t.test('a candidate that keeps nothing is not measured', async (t) => {
  const [one] = startUp.cases(scale);
  const measuring = await one?.open(floor, surroundings);
  await t.rejects(async () => measuring?.measure(), /has no start-up to be measured/);
});
