// Every option of a session: what it does, and that it can be changed while the session lives.

import t from 'tap';
import { PayloadValidator, type SessionOptions } from '../src/index.ts';
import {
  call,
  documents16,
  frame,
  idPrefix16,
  openSession,
  options16,
  published,
  refusals,
  result,
  transmitted,
  validator16,
} from './opened-session.ts';

const accepted = (id: string) => frame(3, id, { status: 'Accepted' });
const badBeat = (id: string) => frame(2, id, 'Heartbeat', { extra: 1 });

/** Two sessions: one opened with the options, one that got them later. */
function both(options: Partial<SessionOptions>) {
  const later = openSession();
  later.reconfigure({ ...options16, ...options }, validator16);
  return [openSession(options), later];
}

t.test('upstreamChecked: CALLs and answers of the charge point are held to the schemas, or not', async (t) => {
  for (const session of both({ upstreamChecked: true })) {
    t.match(transmitted(session.receiveFrame(badBeat('u1'), 0)), [/FormationViolation/]);
    t.match(transmitted(session.receiveFrame(frame(2, 'u2', 'Dance', {}), 0)), [/NotImplemented/]);
    session.receiveDownstream(call('d1', 'ClearCache'), 0);
    t.equal(refusals(session.receiveFrame(frame(3, 'd1', {}), 0)).length, 1);
  }
  for (const session of both({ upstreamChecked: false })) {
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

t.test('downstreamChecked: CALLs and answers of the CSMS are held to the schemas, or not', async (t) => {
  for (const session of both({ downstreamChecked: true })) {
    t.equal(refusals(session.receiveDownstream(call('d1', 'Reset'), 0)).length, 1);
    session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0);
    t.equal(refusals(session.receiveDownstream(result('u1', {}), 0)).length, 1);
  }
  for (const session of both({ downstreamChecked: false })) {
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

t.test('strictCallOrder: one CALL in flight, or several', async (t) => {
  for (const strictCallOrder of [true, false]) {
    for (const session of both({ strictCallOrder })) {
      session.receiveDownstream(call('d1', 'ClearCache'), 0);
      t.equal(transmitted(session.receiveDownstream(call('d2', 'ClearCache'), 0)).length, strictCallOrder ? 0 : 1);
    }
  }
  const session = openSession();
  for (const id of ['d1', 'd2', 'd3']) session.receiveDownstream(call(id, 'ClearCache'), 0);
  session.reconfigure({ ...options16, strictCallOrder: false }, validator16);
  t.equal(transmitted(session.advance(1)).length, 2, 'what waited goes out');
});

t.test('callTimeoutMs: how long a charge point may take; a running time-out keeps its end', async (t) => {
  for (const session of both({ callTimeoutMs: 5_000 })) {
    session.receiveDownstream(call('d1', 'ClearCache'), 1_000);
    session.receiveDownstream(call('d2', 'ClearCache'), 1_000);
    session.reconfigure({ ...options16, callTimeoutMs: 60_000 }, validator16);
    t.equal(session.nextTimeout(), 6_000);
    session.receiveFrame(accepted('d1'), 2_000);
    t.equal(session.nextTimeout(), 62_000);
  }
});

t.test('replyTimeoutMs: how long the CSMS may take; 0 is for ever, and later CALLs still have their end', async (t) => {
  for (const session of both({ replyTimeoutMs: 0 })) {
    session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0);
    t.equal(session.nextTimeout(), Number.POSITIVE_INFINITY);
    session.reconfigure({ ...options16, replyTimeoutMs: 5_000 }, validator16);
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
    const boot = frame(2, 'b1', 'BootNotification', { chargePointVendor: 'v', chargePointModel: 'm' });
    const answer = (status: string) => result('b1', { currentTime: '2026-01-01T00:00:00Z', interval: 300, status });
    for (const session of both({ bootGate: true })) {
      const beats = (id: string) => transmitted(session.receiveFrame(frame(2, id, 'Heartbeat', {}), 0));
      t.match(beats('u1'), [/^\[4,"u1","SecurityError"/]);
      for (const [status, open] of [
        ['Pending', false],
        ['Accepted', true],
        ['Rejected', false],
      ] as const) {
        t.equal(published(session.receiveFrame(boot, 0)).length, 1);
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
    options16,
    new PayloadValidator({ version: '1.6', documents, idPrefix: idPrefix16, idPrefixOfShipped: idPrefix16 }),
  );
  t.match(transmitted(session.receiveFrame(frame(2, 'u1', 'Heartbeat', {}), 0)), [/vendor is missing/]);
});
