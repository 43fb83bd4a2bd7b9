import type { CallEnd } from '@ocpp-broker/ocpp';
import t from 'tap';
import { outcomeOf } from '../src/call-outcome.ts';

const refused = (outcome: CallEnd['outcome'], sentAt: number | null = null, path?: string) =>
  outcomeOf(
    {
      message: {
        kind: 'CallError',
        uniqueId: 'u1',
        errorCode: 'GenericError',
        errorDescription: path === undefined ? 'why' : `${path}: why`,
        errorDetailsText: '{"Reason":"x"}',
      },
      end: { action: 'Reset', outcome, sentAt, path },
    },
    100,
  );

t.test('every end has its outcome', async (t) => {
  const table: readonly (readonly [CallEnd['outcome'], string])[] = [
    ['not_allowed', 'invalid'],
    ['invalid_payload', 'invalid'],
    ['not_a_message', 'invalid'],
    ['queue_full', 'queue-full'],
    ['not_connected', 'not-connected'],
    ['duplicate_unique_id', 'duplicate-id'],
    ['expired', 'timed-out'],
    ['timed_out', 'timed-out'],
    ['given_up', 'timed-out'],
    ['connection_lost', 'lost'],
    ['superseded', 'lost'],
    ['error', 'error'],
    ['invalid_answer', 'error'],
  ];
  for (const [end, kind] of table) t.equal(refused(end).kind, kind, end);
});

t.test('what was sent may have been carried out', async (t) => {
  t.match(refused('timed_out', 5), { kind: 'timed-out', uniqueId: 'u1', wasSent: true });
  t.match(refused('expired'), { kind: 'timed-out', wasSent: false });
  t.match(refused('superseded', 0), { kind: 'lost', wasSent: true });
});

t.test('the place of a problem is told apart from its words', async (t) => {
  t.strictSame(refused('invalid_payload', null, '/a: b/0'), {
    kind: 'invalid',
    problem: { path: '/a: b/0', message: 'why', errorCode: 'GenericError' },
  });
  t.match(refused('not_allowed'), { problem: { path: '', message: 'why', errorCode: 'GenericError' } });
});

t.test('a result has the time that it took, an error its details', async (t) => {
  const message = { kind: 'CallResult', uniqueId: 'u1', payload: { a: 1 }, payloadText: '{"a":1.0}' } as const;
  const end = { action: 'Reset', outcome: 'result', sentAt: 40 } as const;
  t.match(outcomeOf({ message, end }, 100), { kind: 'result', payloadText: '{"a":1.0}', latencyMs: 60 });
  t.match(refused('error', 5), { errorDetails: { Reason: 'x' }, errorDescription: 'why' });
});
