import t from 'tap';
import { expiredIdsMax, PendingCalls } from '../src/pending-calls.ts';

t.test('a CALL waits from when it is added until it is settled', async (t) => {
  const calls = new PendingCalls();
  t.notOk(calls.has('u1'));
  calls.add('u1', { action: 'Reset', sentAt: 0, deadlineAt: 30 });
  t.ok(calls.has('u1'));
  t.strictSame(calls.get('u1'), { action: 'Reset', sentAt: 0, deadlineAt: 30 });
  calls.settle('u1');
  t.equal(calls.size, 0);
  t.notOk(calls.isExpired('u1'), 'an answered CALL has not expired');
});

t.test('CALLs are taken at their time, not before, and are then known as expired', async (t) => {
  const calls = new PendingCalls();
  calls.add('u1', { action: 'Reset', sentAt: 0, deadlineAt: 30 });
  calls.add('u2', { action: 'GetLog', sentAt: 0, deadlineAt: 40 });
  t.strictSame(calls.expire(29), []);
  t.strictSame(calls.expire(30), [['u1', { action: 'Reset', sentAt: 0, deadlineAt: 30 }]]);
  t.ok(calls.isExpired('u1'));
  t.notOk(calls.isExpired('u2'));
  t.equal(calls.size, 1);
});

t.test('the next to be up need not be the oldest: a time-out may have become shorter', async (t) => {
  const calls = new PendingCalls();
  calls.add('for ever', { action: 'Reset', sentAt: 0, deadlineAt: Number.POSITIVE_INFINITY });
  calls.add('soon', { action: 'GetLog', sentAt: 0, deadlineAt: 10 });
  t.equal(calls.nextDeadlineAt(), 10);
  t.strictSame(
    calls.expire(10).map(([uniqueId]) => uniqueId),
    ['soon'],
  );
  t.equal(calls.oldest()?.[0], 'for ever');
});

t.test('nothing waits: no oldest, no deadline, nothing to drain', async (t) => {
  const calls = new PendingCalls();
  t.equal(calls.oldest(), undefined);
  t.equal(calls.nextDeadlineAt(), Number.POSITIVE_INFINITY);
  t.strictSame(calls.drain(), []);
});

t.test('draining returns all in the order in which they were sent', async (t) => {
  const calls = new PendingCalls();
  for (const id of ['b', 'a', '1', '__proto__']) calls.add(id, { action: 'Reset', sentAt: 0, deadlineAt: 1 });
  t.strictSame(
    calls.drain().map(([uniqueId]) => uniqueId),
    ['b', 'a', '1', '__proto__'],
  );
  t.equal(calls.size, 0);
});

t.test('the ids of the last 32 expired CALLs are kept, and no more', async (t) => {
  const calls = new PendingCalls();
  for (let at = 0; at <= expiredIdsMax; at += 1) calls.drop(`u${at}`);
  t.equal(expiredIdsMax, 32);
  t.notOk(calls.isExpired('u0'), 'forgotten');
  t.ok(calls.isExpired('u1'));
  t.ok(calls.isExpired(`u${expiredIdsMax}`));
});

t.test(
  'the responder has its own moment: it is due before the end, and the CALL waits on until it is settled',
  async (t) => {
    const calls = new PendingCalls();
    calls.add('u1', { action: 'Heartbeat', sentAt: 0, deadlineAt: 30, respondAt: 10 });
    calls.add('u2', { action: 'Authorize', sentAt: 0, deadlineAt: 20 });
    t.equal(calls.nextDeadlineAt(), 10);
    t.strictSame(calls.toRespond(9), []);
    t.strictSame(
      calls.toRespond(10).map(([uniqueId]) => uniqueId),
      ['u1'],
    );
    t.equal(calls.size, 2);
    calls.settle('u1');
    t.equal(calls.nextDeadlineAt(), 20);
  },
);

t.test('a responder that would come after the end never comes', async (t) => {
  const calls = new PendingCalls();
  calls.add('u1', { action: 'Heartbeat', sentAt: 0, deadlineAt: 30, respondAt: 40 });
  t.equal(calls.nextDeadlineAt(), 30);
});

t.test('a caller has its own moment: it is told once, and its CALL waits on', async (t) => {
  const calls = new PendingCalls();
  calls.add('u1', { action: 'Reset', sentAt: 0, deadlineAt: 30, givenUpAt: 10 });
  calls.add('u2', { action: 'Reset', sentAt: 0, deadlineAt: 20 });
  t.equal(calls.nextDeadlineAt(), 10);
  t.strictSame(calls.giveUp(9), []);
  t.match(calls.giveUp(10), [['u1', { action: 'Reset' }]]);
  t.strictSame(calls.giveUp(11), []);
  t.equal(calls.nextDeadlineAt(), 20);
  t.equal(calls.oldest()?.[0], 'u1', 'it keeps its place');
});
