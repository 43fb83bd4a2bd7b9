import t from 'tap';
import type { Candidate, StartOptions } from '../src/candidate.ts';
import { shareCandidate } from '../src/shared-candidate.ts';
import { startOptions } from './test-surroundings.ts';

const countedCandidate = () => {
  const events: string[] = [];
  const candidate: Candidate = {
    name: 'counted',
    description: 'counts',
    start: async ({ identities }: StartOptions) => {
      const number = events.push(`start ${identities.join()}`);
      return {
        pids: [number],
        chargePointUrl: '',
        mqttPort: number,
        chargePoints: identities.map((identity) => ({ identity })),
        csmsLogin: undefined,
        close: async () => {
          events.push(`close ${number}`);
        },
      };
    },
  };
  return { candidate, events };
};

t.test('it is started once for all who ask for some of the same, and ends at the end', async (t) => {
  const { candidate, events } = countedCandidate();
  const { candidate: shared, end } = shareCandidate(candidate);
  const first = await shared.start(startOptions);
  const second = await shared.start({ ...startOptions, identities: ['CP2'] });
  t.same(first.pids, second.pids);
  t.same(second.chargePoints, [{ identity: 'CP2' }]);
  await first.close();
  await second.close();
  t.same(events, ['start CP1,CP2']);
  await end();
  t.same(events, ['start CP1,CP2', 'close 1']);
});

t.test('whoever asks for something else gets one of his own', async (t) => {
  const { candidate, events } = countedCandidate();
  const { candidate: shared, end } = shareCandidate(candidate);
  await shared.start(startOptions);
  for (const other of [{ identities: ['CP3'] }, { qos: 0 as const }]) {
    const own = await shared.start({ ...startOptions, ...other });
    await own.close();
  }
  await end();
  t.same(events, ['start CP1,CP2', 'start CP3', 'close 2', 'start CP1,CP2', 'close 4', 'close 1']);
});

t.test('what nobody started, and what did not start, needs no end', async (t) => {
  await shareCandidate(countedCandidate().candidate).end();
  const broken = shareCandidate({ name: 'b', description: 'b', start: () => Promise.reject(new Error('broken')) });
  await t.rejects(broken.candidate.start(startOptions), /broken/);
  await broken.end();
});
