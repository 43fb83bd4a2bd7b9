// Random sequences of frames, messages of the MQTT side, reconnects, changes of options and ticks of the clock: the session does
// what the model foretells (model/session-model.ts) and keeps its promises (model/ledger.ts). The seed is fixed so that a failure
// is the same tomorrow; fast-check prints it with the shrunk steps.

import fc from 'fast-check';
import t from 'tap';
import type { OcppVersion, SessionOptions } from '../src/index.ts';
import type { Tally } from './model/ledger.ts';
import { Rig, type Step } from './model/rig.ts';
import { anyVersion, changes, scenes } from './model/steps.ts';
import { call, defaultOptions, frame, versions } from './opened-session.ts';

const seed = 20_260_401;

function run(program: readonly Step[], version: OcppVersion, options: Partial<SessionOptions>, tally: Tally): void {
  const rig = new Rig(version, { ...defaultOptions, ...options }, tally);
  for (const step of program) rig.run(step);
  rig.finish();
}

const expected: Readonly<Record<OcppVersion, readonly string[]>> = {
  '1.6': [],
  '2.0.1': [],
  '2.1': ['sent 5', 'sent 6', 'published Send', 'published CallResultError'],
};
const expectedOfAll = [
  ...['sent 2', 'sent 3', 'sent 4', 'published Call', 'published CallResult', 'published CallError'],
  ...['told CallResult', 'told CallError', 'told timed_out', 'told duplicate_unique_id', 'told invalid_payload'],
  ...['told not_allowed', 'told expired', 'told queue_full', 'told connection_lost', 'told superseded'],
  ...['told invalid_answer', 'call_repeated', 'responder_answered', 'reply_timed_out', 'call_refused'],
  ...['settled result', 'settled error', 'settled given_up', 'settled timed_out', 'settled connection_lost'],
  ...['settled queue_full', 'settled expired', 'settled duplicate_unique_id', 'settled not_allowed'],
  ...['violation_tolerated', 'late_answer', 'unknown_unique_id', 'overlapping_calls', 'silent', 'numeric_unique_id'],
];

for (const version of versions) {
  t.test(`no sequence of steps leads anywhere but where the model says · ${version}`, async (t) => {
    const tally: Tally = new Map();
    const property = fc.property(fc.array(scenes, { maxLength: 80, size: 'max' }), changes, (program, options) =>
      run(program.flat(), version, options, tally),
    );
    t.doesNotThrow(() => fc.assert(property, { seed, numRuns: 1_000 }));
    for (const what of [...expectedOfAll, ...expected[version]])
      t.ok((tally.get(what) ?? 0) >= 20, `${what}: ${tally.get(what)} times`);
  });
}

/** More CALLs at once than any bound allows, under ids of their own. */
function flood(side: 'up' | 'down', burst: number): readonly Step[] {
  return Array.from({ length: 210 }, (_, at): Step => {
    const id = `burst ${burst} ${at}`;
    if (side === 'up') return { kind: 'frame', text: frame(2, id, 'Heartbeat', {}) };
    return { kind: 'downstream', message: call(id, 'ClearCache'), hasReplyTopic: true, expiresInMs: undefined };
  });
}

t.test('no flood breaks a bound', async (t) => {
  const tally: Tally = new Map();
  const floods = fc.tuple(fc.constantFrom('up' as const, 'down' as const), fc.nat()).map((each) => flood(...each));
  const program = fc.array(fc.oneof({ weight: 4, arbitrary: scenes }, { weight: 1, arbitrary: floods }), {
    maxLength: 20,
    size: 'max',
  });
  const property = fc.property(program, anyVersion, fc.boolean(), (each, version, strictCallOrder) =>
    run(each.flat(), version, { strictCallOrder }, tally),
  );
  t.doesNotThrow(() => fc.assert(property, { seed, numRuns: 150 }));
  for (const what of ['unanswered_overflow', 'queue_full']) t.ok((tally.get(what) ?? 0) >= 100, what);
});
