import t from 'tap';
import { GatewayRig } from './fixtures/gateway-rig.ts';

const to = 'ocpp/cs/CP1';
const errors = 'ocpp/cp/CP1/Reply';
const call = (UniqueId: string, Action = 'ClearCache', Payload: unknown = {}) => ({
  MessageTypeId: 2,
  UniqueId,
  Action,
  Payload,
});
const reason = (Reason: string) => ({ MessageTypeId: 4, ErrorDetails: { Reason } });

t.test('what is no message is answered on the error topic: not JSON, and each missing field', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const cases: readonly (readonly [unknown, object])[] = [
    ['hello', { UniqueId: '', ...reason('not_json') }],
    [Buffer.from([0xff, 0xfe]), { UniqueId: '', ...reason('not_json') }],
    [[2, 'u1', 'ClearCache', {}], { UniqueId: '', ...reason('not_a_message') }],
    [
      { MessageTypeId: 3, Payload: {} },
      { UniqueId: '', ...reason('not_a_message') },
    ],
    [
      { MessageTypeId: 2, UniqueId: 'u1', Payload: {} },
      { UniqueId: 'u1', ...reason('not_a_message') },
    ],
    [
      { MessageTypeId: 2, UniqueId: 'u1', Action: 'ClearCache' },
      { UniqueId: 'u1', ...reason('not_a_message') },
    ],
    [
      { UniqueId: 'u1', Payload: {} },
      { UniqueId: 'u1', ...reason('not_a_message') },
    ],
    [
      { MessageTypeId: 4, UniqueId: 'u1' },
      { UniqueId: 'u1', ...reason('not_a_message') },
    ],
  ];
  for (const [message, answer] of cases) {
    rig.bus.send(to, message);
    t.match(await rig.bus.nextJson(errors), { ErrorCode: 'FormationViolation', ...answer }, JSON.stringify(message));
  }
  t.strictSame(raw.unread, []);
  t.ok(rig.gateway.isConnected('CP1'));
});

t.test(
  'a CALL that only a charge point may send, an unknown one, and one that breaks its schema are refused',
  async (t) => {
    const rig = await GatewayRig.start(t);
    const raw = await rig.connect('CP1');
    rig.bus.send(to, call('u1', 'Heartbeat'));
    rig.bus.send(to, call('u2', 'Explode'));
    rig.bus.send(to, call('u3', 'Reset', { type: 'Warm' }));
    t.match(rig.bus.all(errors), [
      { UniqueId: 'u1', ErrorCode: 'NotSupported', ...reason('not_allowed'), Action: 'Heartbeat' },
      { UniqueId: 'u2', ErrorCode: 'NotImplemented', ...reason('not_allowed') },
      { UniqueId: 'u3', ErrorCode: 'PropertyConstraintViolation', ...reason('invalid_payload') },
    ]);
    t.strictSame(raw.unread, []);
  },
);

t.test(
  'an answer that nobody waits for, and one that breaks its schema, are refused; a corrected one arrives',
  async (t) => {
    const rig = await GatewayRig.start(t);
    const raw = await rig.connect('CP1');
    rig.bus.send(to, { MessageTypeId: 3, UniqueId: 'unknown', Payload: {} });
    t.match(await rig.bus.nextJson(errors), { UniqueId: 'unknown', ...reason('unknown_unique_id') });
    await rig.beat(raw, 'CP1', 'u1');
    rig.bus.send(to, { MessageTypeId: 3, UniqueId: 'u1', Payload: { currentTime: 'noon' } });
    t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', Action: 'Heartbeat', ...reason('invalid_payload') });
    rig.bus.send(to, { MessageTypeId: 3, UniqueId: 'u1', Payload: { currentTime: '2026-03-01T08:00:00Z' } });
    t.equal(await raw.next(), '[3,"u1",{"currentTime":"2026-03-01T08:00:00Z"}]');
  },
);

t.test('an error of the CSMS reaches the charge point in the spelling of its version', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await rig.beat(raw, 'CP1', 'u1');
  rig.bus.send(to, { MessageTypeId: 4, UniqueId: 'u1', ErrorCode: 'FormatViolation', ErrorDetails: { a: 1 } });
  t.equal(await raw.next(), '[4,"u1","FormationViolation","",{"a":1}]');
});

t.test('one CALL is in flight, a hundred wait, the next is refused', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  for (let place = 0; place < 101; place += 1) rig.bus.send(to, call(`u${place}`));
  t.match(rig.gateway.client('CP1'), { inFlight: 1, queued: 100, refused: 0, pendingCall: { uniqueId: 'u0' } });
  t.strictSame(rig.bus.all(errors), []);
  rig.bus.send(to, call('u101'));
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u101', Action: 'ClearCache', ...reason('queue_full') });
  t.match(rig.gateway.client('CP1'), { inFlight: 1, queued: 100, refused: 1 });
  for (let place = 0; place < 101; place += 1) {
    t.equal(await raw.next(), `[2,"u${place}","ClearCache",{}]`);
    t.strictSame(raw.unread, [], 'only one is in flight');
    await raw.send([3, `u${place}`, { status: 'Accepted' }]);
    t.match(await rig.bus.nextJson(errors), { MessageTypeId: 3, UniqueId: `u${place}` });
  }
  t.match(rig.gateway.client('CP1'), { inFlight: 0, queued: 0 });
});

t.test('an id that is on its way already is refused', async (t) => {
  const rig = await GatewayRig.start(t);
  await rig.connect('CP1');
  for (const id of ['u1', 'u1', 'u2', 'u2']) rig.bus.send(to, call(id));
  t.match(rig.bus.all(errors), [
    { UniqueId: 'u1', ...reason('duplicate_unique_id') },
    { UniqueId: 'u2', ...reason('duplicate_unique_id') },
  ]);
});

t.test(
  'a CALL that is not answered in time fails, its late answer is not published, and the next goes out',
  async (t) => {
    const rig = await GatewayRig.start(t);
    const raw = await rig.connect('CP1');
    rig.bus.send(to, call('u1'));
    rig.bus.send(to, call('u2'));
    await raw.next();
    rig.clock.advance(29_999);
    t.strictSame(rig.bus.all(errors), []);
    rig.clock.advance(1);
    t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', Action: 'ClearCache', ...reason('timed_out') });
    t.equal(await raw.next(), '[2,"u2","ClearCache",{}]');
    await raw.send([3, 'u1', { status: 'Accepted' }]);
    await raw.send([3, 'u2', { status: 'Accepted' }]);
    t.match(await rig.bus.nextJson(errors), { MessageTypeId: 3, UniqueId: 'u2' });
    t.strictSame(rig.reportCodes('CP1'), ['call_timed_out', 'late_answer']);
  },
);

t.test(
  'a CSMS that does not answer in time is answered for with InternalError, and its late answer is refused',
  async (t) => {
    const rig = await GatewayRig.start(t);
    const raw = await rig.connect('CP1');
    await rig.beat(raw, 'CP1', 'u1');
    rig.clock.advance(59_999);
    t.strictSame(raw.unread, []);
    rig.clock.advance(1);
    t.match(await raw.nextJson(), [4, 'u1', 'InternalError']);
    t.strictSame(rig.reportCodes('CP1'), ['reply_timed_out']);
    rig.bus.send(to, { MessageTypeId: 3, UniqueId: 'u1', Payload: { currentTime: '2026-03-01T08:00:00Z' } });
    t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', ...reason('unknown_unique_id') });
  },
);

t.test('a bad CALLRESULT of the charge point fails its CALL and is never answered', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  rig.bus.send(to, call('u1'));
  await raw.next();
  await raw.send([3, 'u1', { status: 'Perhaps' }]);
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', ...reason('invalid_answer') });
  rig.bus.send(to, call('u2'));
  t.equal(await raw.next(), '[2,"u2","ClearCache",{}]', 'nothing came before the next CALL');
});

t.test('when the connection is lost, the CALL in flight and those that wait are told apart', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  for (const id of ['u1', 'u2']) rig.bus.send(to, call(id));
  await raw.next();
  raw.terminate();
  t.match(await rig.bus.nextJson(errors), {
    UniqueId: 'u1',
    ErrorDescription: /unknown/,
    ...reason('connection_lost'),
  });
  t.match(await rig.bus.nextJson(errors), {
    UniqueId: 'u2',
    ErrorDescription: /before ClearCache was sent/,
    ...reason('connection_lost'),
  });
  t.strictSame(rig.reportCodes('CP1'), ['call_lost', 'call_lost']);
});

t.test('a charge point that is not connected, or not any more, is told', async (t) => {
  const rig = await GatewayRig.start(t);
  rig.bus.send(to, call('u1'));
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', ...reason('not_connected') });
  const raw = await rig.connect('CP1');
  raw.pause();
  t.ok(rig.gateway.kick('CP1'));
  rig.bus.send(to, call('u2'));
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u2', ...reason('not_connected') }, 'while the socket closes');
  raw.resume();
  await raw.closed;
  rig.bus.send(to, call('u3'));
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u3', ...reason('not_connected') });
});
