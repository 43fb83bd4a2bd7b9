// Every option of a session: what it does, and that it can be changed while the session lives.

import t from 'tap';
import { PayloadValidator, type SessionOptions } from '../src/index.ts';
import {
  call,
  checking,
  defaultOptions,
  documents16,
  frame,
  idPrefix16,
  openSession,
  published,
  refusals,
  reported,
  result,
  transmitted,
  validator16,
} from './opened-session.ts';

const accepted = (id: string) => frame(3, id, { status: 'Accepted' });
const badBeat = (id: string) => frame(2, id, 'Heartbeat', { extra: 1 });

/** Two sessions: one opened with the options, one that got them later. */
function both(options: Partial<SessionOptions>) {
  const later = openSession();
  later.reconfigure({ ...defaultOptions, ...options }, validator16);
  return [openSession(options), later];
}

t.test('checking, upstream: CALLs and answers of the charge point are held to the schemas, or not', async (t) => {
  for (const session of both({ checking: checking('reject', 'off') })) {
    t.match(transmitted(session.receiveFrame(badBeat('u1'), 0)), [/FormationViolation/]);
    t.match(transmitted(session.receiveFrame(frame(2, 'u2', 'Dance', {}), 0)), [/NotImplemented/]);
    session.receiveDownstream(call('d1', 'ClearCache'), 0);
    t.equal(refusals(session.receiveFrame(frame(3, 'd1', {}), 0)).length, 1);
  }
  for (const session of both({ checking: checking('off', 'reject') })) {
    t.match(published(session.receiveFrame(badBeat('u1'), 0)), [{ channel: 'call' }]);
    t.match(published(session.receiveFrame(frame(2, 'u2', 'Dance', {}), 0)), [{ channel: 'call' }]);
    t.equal(
      refusals(session.receiveDownstream(call('d0', 'Reset'), 0)).length,
      1,
      'the other direction is still checked',
    );
    session.receiveDownstream(call('d1', 'ClearCache'), 0);
    t.match(published(session.receiveFrame(frame(3, 'd1', {}), 0)), [{ channel: 'reply' }]);
  }
});

t.test('checking, downstream: CALLs and answers of the CSMS are held to the schemas, or not', async (t) => {
  for (const session of both({ checking: checking('off', 'reject') })) {
    t.equal(refusals(session.receiveDownstream(call('d1', 'Reset'), 0)).length, 1);
    session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0);
    t.equal(refusals(session.receiveDownstream(result('u1', {}), 0)).length, 1);
  }
  for (const session of both({ checking: checking('reject', 'off') })) {
    t.equal(transmitted(session.receiveDownstream(call('d1', 'Reset'), 0)).length, 1);
    t.match(
      transmitted(session.receiveFrame(badBeat('u0'), 0)),
      [/FormationViolation/],
      'the other direction is still checked',
    );
    session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0);
    t.strictSame(transmitted(session.receiveDownstream(result('u1', {}), 0)), ['[3,"u1",{}]']);
  }
});

t.test('checking, warn and single actions: let through with a report, or not looked at', async (t) => {
  for (const session of both({ checking: checking('warn', 'reject', { Authorize: 'off', ClearCache: 'warn' }) })) {
    const beat = session.receiveFrame(badBeat('u1'), 0);
    t.strictSame([published(beat).length, reported(beat)], [1, ['violation_tolerated']]);
    t.strictSame(reported(session.receiveFrame(frame(2, 'u2', 'Authorize', {}), 0)), ['overlapping_calls']);
    const clear = session.receiveDownstream(call('d1', 'ClearCache', { extra: 1 }), 0);
    t.strictSame([transmitted(clear).length, reported(clear)], [1, ['violation_tolerated']]);
    t.equal(refusals(session.receiveDownstream(call('d2', 'Reset'), 0)).length, 1);
  }
});

t.test('callTimeoutsMs: how long a charge point may take for a single action', async (t) => {
  for (const session of both({ callTimeoutsMs: new Map([['ClearCache', 5_000]]) })) {
    session.receiveDownstream(call('d1', 'ClearCache'), 0);
    t.equal(session.nextTimeout(), 5_000);
    session.receiveFrame(accepted('d1'), 1_000);
    session.receiveDownstream(call('d2', 'Reset', { type: 'Soft' }), 1_000);
    t.equal(session.nextTimeout(), 31_000);
  }
});

t.test('retryWindowMs: how long a repeated CALL gets the answer that it got; 0 is never', async (t) => {
  for (const [retryWindowMs, at, isRepeated] of [
    [5_000, 4_999, true],
    [5_000, 5_000, false],
    [0, 0, false],
  ] as const) {
    for (const session of both({ retryWindowMs })) {
      session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0);
      session.receiveDownstream(result('u1', { currentTime: '2026-01-01T00:00:00Z' }), 0);
      const outputs = session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), at);
      t.equal(published(outputs).length, isRepeated ? 0 : 1);
      t.equal(transmitted(outputs).length, isRepeated ? 1 : 0);
    }
  }
});

t.test(
  'responder: answers a boot in the place of the CSMS, and the charge point is held to what it was told',
  async (t) => {
    const vendor = { chargePointVendor: 'v', chargePointModel: 'm' };
    for (const session of both({ responder: { afterMs: 1_000, heartbeatIntervalS: 60, idTags: undefined } })) {
      t.equal(published(session.receiveFrame(frame(2, 'b1', 'BootNotification', vendor), 0)).length, 1);
      t.equal(session.nextTimeout(), 1_000);
      const outputs = session.advance(1_000);
      t.match(transmitted(outputs), [
        /^\[3,"b1",\{"currentTime":"1970-01-01T00:00:01.000Z","interval":60,"status":"Accepted"/,
      ]);
      t.match(outputs.at(-1), { kind: 'remember', registration: { status: 'Accepted', heartbeatIntervalMs: 60_000 } });
      t.equal(session.nextTimeout(), 1_000 + 90_000);
    }
  },
);

t.test('strictCallOrder: one CALL in flight, or several', async (t) => {
  for (const strictCallOrder of [true, false]) {
    for (const session of both({ strictCallOrder })) {
      session.receiveDownstream(call('d1', 'ClearCache'), 0);
      t.equal(transmitted(session.receiveDownstream(call('d2', 'ClearCache'), 0)).length, strictCallOrder ? 0 : 1);
    }
  }
  const session = openSession();
  for (const id of ['d1', 'd2', 'd3']) session.receiveDownstream(call(id, 'ClearCache'), 0);
  session.reconfigure({ ...defaultOptions, strictCallOrder: false }, validator16);
  t.equal(transmitted(session.advance(1)).length, 2, 'what waited goes out');
});

t.test('callTimeoutMs: how long a charge point may take; a running time-out keeps its end', async (t) => {
  for (const session of both({ callTimeoutMs: 5_000 })) {
    session.receiveDownstream(call('d1', 'ClearCache'), 1_000);
    session.receiveDownstream(call('d2', 'ClearCache'), 1_000);
    session.reconfigure({ ...defaultOptions, callTimeoutMs: 60_000 }, validator16);
    t.equal(session.nextTimeout(), 6_000);
    session.receiveFrame(accepted('d1'), 2_000);
    t.equal(session.nextTimeout(), 62_000);
  }
});

t.test('replyTimeoutMs: how long the CSMS may take; 0 is for ever, and later CALLs still have their end', async (t) => {
  for (const session of both({ replyTimeoutMs: 0 })) {
    session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0);
    t.equal(session.nextTimeout(), Number.POSITIVE_INFINITY);
    session.reconfigure({ ...defaultOptions, replyTimeoutMs: 5_000 }, validator16);
    session.receiveFrame(frame(2, 'u2', 'Heartbeat', {}), 1_000);
    t.equal(session.nextTimeout(), 6_000);
    t.match(transmitted(session.advance(6_000)), [/^\[4,"u2","InternalError"/]);
  }
});

t.test('callQueueMax: how many CALLs wait', async (t) => {
  for (const session of both({ callQueueMax: 1 })) {
    for (const id of ['d1', 'd2']) t.strictSame(refusals(session.receiveDownstream(call(id, 'ClearCache'), 0)), []);
    t.strictSame(refusals(session.receiveDownstream(call('d3', 'ClearCache'), 0)), ['d3 queue_full GenericError']);
  }
  for (const session of both({ callQueueMax: 0 })) {
    t.equal(
      transmitted(session.receiveDownstream(call('d1', 'ClearCache'), 0)).length,
      1,
      'the one in flight never waits',
    );
    t.equal(refusals(session.receiveDownstream(call('d2', 'ClearCache'), 0)).length, 1);
  }
});

t.test(
  'bootGate: nothing but BootNotification before a boot was accepted, and nothing after it was rejected',
  async (t) => {
    const vendor = { chargePointVendor: 'v', chargePointModel: 'm' };
    const boot = (id: string) => frame(2, `boot ${id}`, 'BootNotification', vendor);
    const answer = (status: string) =>
      result(`boot ${status}`, { currentTime: '2026-01-01T00:00:00Z', interval: 300, status });
    for (const session of both({ bootGate: true })) {
      const beats = (id: string) => transmitted(session.receiveFrame(frame(2, id, 'Heartbeat', {}), 0));
      t.match(beats('u1'), [/^\[4,"u1","SecurityError"/]);
      for (const [status, open] of [
        ['Pending', false],
        ['Accepted', true],
        ['Rejected', false],
      ] as const) {
        t.equal(published(session.receiveFrame(boot(status), 0)).length, 1);
        session.receiveDownstream(answer(status), 0);
        t.equal(beats(status).length, open ? 0 : 1, status);
      }
      t.equal(
        transmitted(
          session.receiveDownstream(call('d1', 'TriggerMessage', { requestedMessage: 'BootNotification' }), 0),
        ).length,
        1,
      );
      t.match(published(session.receiveFrame(accepted('d1'), 0)), [{ channel: 'reply' }], 'an answer is no CALL');
    }
    t.equal(published(openSession().receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0)).length, 1, 'without the gate');
  },
);

t.test('idleTimeoutMs, defaultHeartbeatIntervalMs and heartbeatBackoff', async (t) => {
  for (const session of both({ idleTimeoutMs: 30_000 })) t.equal(session.nextTimeout(), 30_000);
  for (const session of both({ defaultHeartbeatIntervalMs: 60_000 })) t.equal(session.nextTimeout(), 90_000);
  for (const session of both({ defaultHeartbeatIntervalMs: 60_000, heartbeatBackoff: 2 }))
    t.equal(session.nextTimeout(), 150_000);
});

t.test('new schemas are in force at once', async (t) => {
  const session = openSession();
  const own = { $id: `${idPrefix16}HeartbeatRequest`, type: 'object', required: ['vendor'] };
  const documents = [...documents16, own];
  session.reconfigure(
    defaultOptions,
    new PayloadValidator({ version: '1.6', documents, idPrefix: idPrefix16, idPrefixOfShipped: idPrefix16 }),
  );
  t.match(transmitted(session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0)), [/vendor is missing/]);
});
