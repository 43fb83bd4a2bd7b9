import t from 'tap';
import { CallSender, type NamedCall } from '../src/calls-sender.ts';
import type { CallOutcome, ChargePointCalls } from '../src/index.ts';
import { MemoryCalls } from './fixtures/memory-calls.ts';

const call: NamedCall = { clientId: 'CP1', action: 'Wait', payload: {}, uniqueId: 'u1' };
const done: CallOutcome = { kind: 'result', uniqueId: 'u1', payloadText: '{}', latencyMs: 1 };

function rig(change: Partial<{ callsWaitingMax: number; callWaitMaxMs: number }> = {}) {
  const calls = new MemoryCalls();
  const options = { callsWaitingMax: 2, callWaitMaxMs: 60_000, callGraceMs: 0, ...change };
  return { calls, sender: new CallSender(calls, options), options };
}

t.test('the sender waits for the outcome, and holds a place for so long', async (t) => {
  const { calls, sender } = rig();
  const outcome = sender.send(call);
  t.equal(sender.waiting, 1);
  calls.sent[0]?.settle(done);
  t.same(await outcome, done);
  t.equal(sender.waiting, 0);
});

t.test('beyond the places it is busy, and nothing is sent', async (t) => {
  const { calls, sender } = rig();
  const waiting = [sender.send(call), sender.send(call)];
  t.same(await sender.send(call), { kind: 'busy' });
  t.equal(calls.sent.length, 2);
  for (const sent of calls.sent) sent.settle(done);
  await Promise.all(waiting);
});

t.test('who hangs up gives the place back, and the gateway is told', async (t) => {
  const { calls, sender } = rig();
  const hangUp = new AbortController();
  const outcome = sender.send(call, hangUp.signal);
  t.notOk(calls.sent[0]?.signal.aborted);
  hangUp.abort();
  t.equal(await outcome, undefined);
  t.ok(calls.sent[0]?.signal.aborted);
  t.equal(sender.waiting, 0);
  t.equal(await sender.send(call, hangUp.signal), undefined, 'who has hung up before has nothing sent');
  t.equal(calls.sent.length, 1);
});

t.test('a gateway that never answers does not hold the caller beyond the time that it gave', async (t) => {
  const { calls, sender } = rig();
  t.same(await sender.send({ ...call, timeoutMs: 1 }), { kind: 'timed-out', uniqueId: 'u1', wasSent: true });
  t.ok(calls.sent[0]?.signal.aborted);
  t.equal(sender.waiting, 0);
});

t.test('nor beyond the longest wait', async (t) => {
  const { sender } = rig({ callWaitMaxMs: 1 });
  t.same(await sender.send({ ...call, timeoutMs: 60_000 }), { kind: 'timed-out', uniqueId: 'u1', wasSent: true });
});

t.test('new bounds hold for those who come from then on', async (t) => {
  const { calls, sender, options } = rig();
  const first = sender.send(call);
  sender.reconfigure({ ...options, callsWaitingMax: 1, callWaitMaxMs: 5 });
  t.equal(sender.waitMaxMs, 5);
  t.same(await sender.send(call), { kind: 'busy' });
  calls.sent[0]?.settle(done);
  t.same(await first, done);
});

t.test('a CALL that nobody waits for is sent as such, and takes no place', async (t) => {
  const { calls, sender } = rig();
  t.same(await sender.start(call), { kind: 'accepted', uniqueId: 'u1' });
  t.same(await sender.start({ ...call, action: 'Full' }), { kind: 'queue-full' });
  t.ok(calls.sent.every((sent) => sent.async === true && !sent.signal.aborted));
  t.equal(sender.waiting, 0);
});

t.test('what breaks rises, and gives the place back', async (t) => {
  const { calls, sender, options } = rig();
  const outcome = sender.send(call);
  calls.sent[0]?.fail(new Error('broken'));
  await t.rejects(outcome, /broken/);
  t.equal(sender.waiting, 0);
  const broken: ChargePointCalls = {
    send: () => {
      throw new Error('broken at once');
    },
    find: () => undefined,
  };
  const other = new CallSender(broken, options);
  await t.rejects(other.send(call), /broken at once/);
  t.equal(other.waiting, 0);
});

t.test('a gateway that does not heed the signal holds nobody', async (t) => {
  const { options } = rig({ callWaitMaxMs: 1 });
  const deaf: ChargePointCalls = { send: () => new Promise(() => {}), find: () => undefined };
  const sender = new CallSender(deaf, options);
  t.same(await sender.send(call), { kind: 'timed-out', uniqueId: 'u1', wasSent: true });
});
