import t from 'tap';
import type { CallOutcome } from '../src/call-outcome.ts';
import { CallRecords, callRecordBytesMax, callRecordsMax, callRecordTtlMs } from '../src/call-records.ts';

const full: CallOutcome = { kind: 'queue-full' };
const result = (payloadText: string): CallOutcome => {
  return { kind: 'result', uniqueId: 'u', payload: {}, payloadText, latencyMs: 1 };
};

t.test('a CALL is pending until it ends, and known for a while after that', async (t) => {
  const records = new CallRecords();
  t.equal(records.find('CP1', 'u1', 0), undefined);
  records.open('CP1', 'u1');
  t.strictSame(records.find('CP1', 'u1', 9e9), { kind: 'pending', uniqueId: 'u1' });
  records.finish('CP1', 'u1', full, 100);
  t.strictSame(records.find('CP1', 'u1', 99 + callRecordTtlMs), full);
  t.equal(records.find('CP1', 'u1', 100 + callRecordTtlMs), undefined);
  t.equal(records.pending, 0);
});

t.test('an id that is used again is that of the new CALL', async (t) => {
  const records = new CallRecords();
  records.finish('CP1', 'u1', full, 0);
  records.open('CP1', 'u1');
  t.match(records.find('CP1', 'u1', 1), { kind: 'pending' });
});

t.test('identities and ids do not run into each other', async (t) => {
  const records = new CallRecords();
  records.open('CP1', '2u');
  t.equal(records.find('CP12', 'u', 0), undefined);
});

t.test(
  'beyond ten thousand, or too many bytes, the first to end is forgotten first; those on their way never',
  async (t) => {
    const records = new CallRecords();
    records.open('CP1', 'pending');
    for (let at = 0; at <= callRecordsMax; at += 1) records.finish('CP1', `u${at}`, full, 0);
    t.equal(records.find('CP1', 'u0', 1), undefined);
    t.match(records.find('CP1', 'u1', 1), full);
    const large = 'x'.repeat(callRecordBytesMax / 4);
    for (const id of ['a', 'b', 'c']) records.finish('CP1', id, result(large), 1);
    t.strictSame(
      ['u1', 'a', 'b', 'c'].map((id) => records.find('CP1', id, 2)?.kind),
      [undefined, undefined, 'result', 'result'],
    );
    t.match(records.find('CP1', 'pending', 2), { kind: 'pending' });
    records.finish('CP1', 'late', full, 2 + callRecordTtlMs);
    t.equal(records.find('CP1', 'c', 2), undefined, 'what is past its time makes room');
  },
);
