import t from 'tap';
import { versions } from '../opened-session.ts';
import { heapGrowthMaxBytes, runFuzz } from './fuzz-run.ts';

const frames = 20_000;

// What a run of this length must have met, or it tests too little.
const met = [
  ...[
    'transmit',
    'publish',
    'remember',
    'close',
    'reconnect',
    'malformed_frame',
    'call_refused',
    'violation_tolerated',
  ],
  ...['call_repeated', 'responder_answered', 'call_expired', 'answer_refused', 'unknown_unique_id', 'late_answer'],
  ...['numeric_unique_id', 'overlapping_calls', 'call_timed_out', 'reply_timed_out', 'call_lost', 'silent'],
];

for (const version of versions) {
  t.test(`${frames} random and damaged frames of OCPP ${version} break no promise`, async (t) => {
    const { counts, heapGrowthBytes } = runFuzz({ version, frames, seed: 1 });
    for (const what of met) t.ok((counts[what] ?? 0) > 0, `${what}: ${counts[what]} times`);
    t.ok(heapGrowthBytes < heapGrowthMaxBytes);
  });
}

t.test('the same seed gives the same run, another seed another', async (t) => {
  const run = (seed: number) => runFuzz({ version: '2.1', frames: 500, seed }).counts;
  t.strictSame(run(7), run(7));
  t.notSame(run(7), run(8));
});
