import type { Call, CallError, CallResult } from '@ocpp-broker/ocpp';
import t from 'tap';
import { CallQueue } from '../src/call-queue.ts';
import { ManualClock } from './manual-clock.ts';

const create = (callsMax = 10) => {
  const clock = new ManualClock();
  const sent: Call[] = [];
  let ids = 0;
  const queue = new CallQueue({
    clock,
    transmit: (call) => sent.push(call),
    newUniqueId: () => {
      ids += 1;
      return `u${ids}`;
    },
    callTimeoutMs: 1_000,
    callsMax,
    durableAttemptsMax: () => 2,
  });
  return { queue, clock, sent, actions: () => sent.map(({ action }) => action) };
};
const result = (uniqueId: string, payload = {}): CallResult => ({
  kind: 'CallResult',
  uniqueId,
  payload,
  payloadText: JSON.stringify(payload),
});

t.test('the next CALL goes out when the first is answered, each with its own answer', async (t) => {
  const { queue, actions } = create();
  queue.pass('open');
  const first = queue.call('A', {});
  const second = queue.call('B', {}, { uniqueId: 'mine' });
  t.same(actions(), ['A']);
  t.match(queue.receive(result('u1', { a: 1 })), { action: 'A' });
  t.same(await first, { a: 1 });
  t.same(actions(), ['A', 'B']);
  t.match(queue.inFlight, { uniqueId: 'mine' });
  queue.receive(result('mine'));
  t.same(await second, {});
});

t.test('an answer to nothing in flight changes nothing', async (t) => {
  const { queue } = create();
  queue.pass('open');
  const call = queue.call('A', {});
  t.equal(queue.receive(result('other')), undefined);
  t.match(queue.inFlight, { action: 'A' });
  queue.receive(result('u1'));
  await call;
  t.equal(queue.receive(result('u1')), undefined, 'nor does a second answer');
});

t.test('a CALLERROR rejects with its code, description and details', async (t) => {
  const { queue } = create();
  queue.pass('open');
  const call = queue.call('A', {});
  const error: CallError = {
    kind: 'CallError',
    uniqueId: 'u1',
    errorCode: 'InternalError',
    errorDescription: 'no',
    errorDetailsText: '{"why":1}',
  };
  queue.receive(error);
  await t.rejects(call, {
    code: 'CALL_ERROR',
    errorCode: 'InternalError',
    errorDescription: 'no',
    errorDetails: { why: 1 },
  });
});

t.test('silence rejects after the time limit, and the next CALL goes out', async (t) => {
  const { queue, clock, actions } = create();
  queue.pass('open');
  const first = t.rejects(queue.call('A', {}), { code: 'CALL_TIMED_OUT' });
  const second = t.rejects(queue.call('B', {}, { timeoutMs: 50 }), { message: 'B was not answered within 50 ms' });
  clock.advance(1_000);
  await first;
  t.same(actions(), ['A', 'B']);
  clock.advance(50);
  await second;
});

t.test('one CALL more than the queue holds is refused', async (t) => {
  const { queue } = create(2);
  queue.pass('open');
  const calls = ['A', 'B', 'C'].map((action) => queue.call(action, {}));
  await t.rejects(queue.call('D', {}), { code: 'CALL_QUEUE_FULL' });
  for (const id of ['u1', 'u2', 'u3']) queue.receive(result(id));
  await Promise.all(calls);
});

t.test('what is expendable leaves half of the places to the others', async (t) => {
  const { queue } = create(4);
  const expendable = { durable: true, expendable: true };
  const readings = [queue.call('MeterValues', {}, expendable), queue.call('MeterValues', {}, expendable)];
  await t.rejects(queue.call('MeterValues', {}, expendable), { code: 'CALL_QUEUE_FULL' });
  const stops = [
    queue.call('StopTransaction', {}, { durable: true }),
    queue.call('StopTransaction', {}, { durable: true }),
  ];
  queue.pass('registered');
  for (const id of ['u1', 'u2', 'u3', 'u4']) queue.receive(result(id));
  await Promise.all([...readings, ...stops]);
});

t.test('without a connection a CALL is refused, unless it is durable', async (t) => {
  const { queue, actions } = create();
  await t.rejects(queue.call('A', {}), { code: 'NOT_CONNECTED' });
  const durable = queue.call('B', {}, { durable: true });
  queue.pass('open');
  t.same(actions(), [], 'and waits until the charge point is registered');
  const other = queue.call('C', {});
  t.same(actions(), ['C'], 'without holding up the others');
  queue.receive(result('u2'));
  await other;
  queue.pass('registered');
  t.same(actions(), ['C', 'B']);
  queue.receive(result('u1'));
  await durable;
});

t.test('a lost connection fails what waits, and durable CALLs go out again under their id', async (t) => {
  const { queue, sent, clock } = create();
  queue.pass('registered');
  const durable = queue.call('StartTransaction', {}, { durable: true });
  const waiting = t.rejects(queue.call('A', {}), { code: 'CONNECTION_CLOSED', closeCode: 1006 });
  queue.lose(1006, '');
  await waiting;
  clock.advance(60_000);
  queue.pass('registered');
  t.same(
    sent.map(({ action, uniqueId }) => [action, uniqueId]),
    [
      ['StartTransaction', 'u1'],
      ['StartTransaction', 'u1'],
    ],
  );
  queue.receive(result('u1', { transactionId: 7 }));
  t.same(await durable, { transactionId: 7 });
});

t.test('what was in flight when the connection was lost still goes before what waited', async (t) => {
  const { queue, actions } = create();
  queue.pass('registered');
  const calls = ['Start', 'Stop'].map((action) => queue.call(action, {}, { durable: true }));
  queue.lose(1006, '');
  queue.pass('registered');
  queue.receive(result('u1'));
  t.same(actions(), ['Start', 'Start', 'Stop']);
  queue.receive(result('u2'));
  await Promise.all(calls);
});

t.test('a durable CALL that meets silence is sent as often as configured, then fails', async (t) => {
  const { queue, sent, clock } = create();
  queue.pass('registered');
  const durable = t.rejects(queue.call('A', {}, { durable: true }), { code: 'CALL_TIMED_OUT' });
  clock.advance(1_000);
  t.equal(sent.length, 2);
  clock.advance(1_000);
  await durable;
  t.equal(sent.length, 2);
});

t.test('a queue is drained when nothing is in flight and nothing can go out', async (t) => {
  const { queue } = create();
  await queue.drained();
  const durable = queue.call('Stop', {}, { durable: true });
  queue.pass('open');
  await queue.drained();
  const call = queue.call('A', {});
  let isDrained = false;
  const draining = queue.drained().then(() => {
    isDrained = true;
  });
  await Promise.resolve();
  t.notOk(isDrained);
  queue.receive(result('u2'));
  await Promise.all([call, draining]);
  queue.pass('registered');
  const lost = queue.drained();
  queue.lose(1006, '');
  await lost;
  queue.pass('registered');
  const disposed = queue.drained();
  queue.dispose();
  await Promise.all([disposed, t.rejects(durable, { code: 'CLOSED' })]);
});

t.test('dispose fails everything', async (t) => {
  const { queue } = create();
  queue.pass('registered');
  const all = ['A', 'B'].map((action) => t.rejects(queue.call(action, {}, { durable: true }), { code: 'CLOSED' }));
  queue.dispose();
  await Promise.all(all);
});
