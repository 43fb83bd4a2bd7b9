import t from 'tap';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { call, reason } from './fixtures/messages.ts';
import { shippedIdPrefixes } from './fixtures/schemas.ts';

const to = 'ocpp/cs/CP1';
const errors = 'ocpp/cp/CP1/Reply';
const access = { usernameMustBeIdentity: 'never' } as const;
const stream = { id: 7, pending: 0, basetime: '2026-03-01T08:00:00Z', data: [{ t: 1.5, v: '230.10' }] };
const own = [
  {
    $id: `${shippedIdPrefixes['2.1']}ShowRequest`,
    type: 'object',
    properties: { text: { type: 'string' } },
    required: ['text'],
    additionalProperties: false,
  },
];

const start = (t: Parameters<typeof GatewayRig.start>[0], options = {}) =>
  GatewayRig.start(t, { options: { access, schemas: { own }, ...options } });
const open = (rig: GatewayRig, subprotocol = 'ocpp2.1') => rig.connect('CP1', { subprotocols: [subprotocol] });

t.test('a SEND of the charge point is published as it was written, and never answered', async (t) => {
  const rig = await start(t, { topics: { callOverrides: { NotifyPeriodicEventStream: 'stream/${cid}/${type}' } } });
  const raw = await open(rig);
  const payload = '{"id":7,"pending":0,"basetime":"2026-03-01T08:00:00Z","data":[{"t":1.50,"v":"230.10"}]}';
  await raw.send(`[6,"s1","NotifyPeriodicEventStream",${payload}]`);
  t.strictSame(await rig.bus.next('ocpp/stream/CP1/6'), {
    topic: 'ocpp/stream/CP1/6',
    payload: `{"MessageTypeId":6,"UniqueId":"s1","Action":"NotifyPeriodicEventStream","Payload":${payload}}`,
    qos: 2,
    retain: false,
  });
  rig.clock.advance(3_600_000);
  await rig.beat(raw, 'CP1', 'after');
  t.strictSame(raw.unread, [], 'nobody waits for an answer to it');
  t.strictSame(rig.reportCodes('CP1'), []);
});

t.test('a SEND while a CALL waits for its answer is no second CALL', async (t) => {
  const rig = await start(t);
  const raw = await open(rig);
  await rig.beat(raw, 'CP1', 'u1');
  await raw.send([6, 's1', 'NotifyPeriodicEventStream', stream]);
  t.match(await rig.bus.nextJson('ocpp/cp/CP1'), { MessageTypeId: 6, UniqueId: 's1' });
  t.strictSame(rig.reportCodes('CP1'), []);
});

t.test('a SEND that is wrong is reported: it is neither published nor answered', async (t) => {
  const rig = await start(t);
  const raw = await open(rig);
  const frames = [
    [6, 's1', 'NotifyPeriodicEventStream', { ...stream, id: 'seven' }],
    [6, 's2', 'Heartbeat', {}],
    [6, 's3', 'Explode', {}],
    [6, 's4', 'Reset', { type: 'Immediate' }],
    [6, 's5', 'NotifyPeriodicEventStream', 7],
  ];
  for (const frame of frames) await raw.send(frame);
  await rig.beat(raw, 'CP1', 'after');
  t.strictSame(raw.unread, []);
  t.equal(rig.bus.all('ocpp/cp/CP1').length, 1);
  t.strictSame(rig.reportCodes('CP1'), [...Array(4).fill('send_refused'), 'malformed_frame']);
});

t.test('what is a SEND does not come as a CALL', async (t) => {
  const rig = await start(t);
  const raw = await open(rig);
  await raw.send([2, 'u1', 'NotifyPeriodicEventStream', stream]);
  t.match(await raw.nextJson(), [4, 'u1', 'NotSupported', /SEND/]);
});

t.test(
  'a SEND of the MQTT side goes out at once, whatever is in flight, with the id that it has or gets',
  async (t) => {
    const rig = await start(t);
    const raw = await open(rig);
    rig.bus.send(to, call('u1', 'GetLocalListVersion'));
    rig.bus.send(to, '{"MessageTypeId":6,"UniqueId":"s1","Action":"Show","Payload":{"text":"hello" }}');
    rig.bus.send(to, { MessageTypeId: 6, Action: 'Show', Payload: { text: 'again' } });
    t.match(await raw.nextJson(), [2, 'u1']);
    t.equal(await raw.next(), '[6,"s1","Show",{"text":"hello" }]');
    t.match(await raw.nextJson(), [6, /^.{1,36}$/, 'Show', { text: 'again' }]);
    t.match(rig.gateway.client('CP1'), { inFlight: 1, queued: 0 });
  },
);

t.test('a SEND of the MQTT side that is wrong is told on the error topic', async (t) => {
  const rig = await start(t);
  const raw = await open(rig);
  const send = (UniqueId: string, Action: string, Payload: unknown) =>
    rig.bus.send(to, { MessageTypeId: 6, UniqueId, Action, Payload });
  send('s1', 'Show', { text: 7 });
  send('s2', 'Reset', { type: 'Immediate' });
  send('s3', 'NotifyPeriodicEventStream', stream);
  t.match(rig.bus.all(errors), [
    { UniqueId: 's1', Action: 'Show', ErrorCode: 'TypeConstraintViolation', ...reason('invalid_payload') },
    { UniqueId: 's2', Action: 'Reset', ErrorCode: 'NotSupported', MessageTypeId: 4 },
    { UniqueId: 's3', Action: 'NotifyPeriodicEventStream', ErrorCode: 'NotSupported', MessageTypeId: 4 },
  ]);
  t.strictSame(raw.unread, []);
});

t.test('types 5 and 6 go to nobody but 2.1', async (t) => {
  const rig = await start(t);
  for (const [subprotocol, ErrorCode] of [
    ['ocpp1.6', 'NotSupported'],
    ['ocpp2.0.1', 'MessageTypeNotSupported'],
  ] as const) {
    const raw = await open(rig, subprotocol);
    rig.bus.send(to, { MessageTypeId: 6, UniqueId: 's1', Action: 'Show', Payload: { text: 'hello' } });
    rig.bus.send(to, { MessageTypeId: 5, UniqueId: 'u1', ErrorCode: 'FormatViolation' });
    t.match(await rig.bus.nextJson(errors), { UniqueId: 's1', ErrorCode, Action: 'Show', ...reason('not_allowed') });
    t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', ErrorCode, ...reason('not_allowed') });
    t.strictSame(raw.unread, []);
  }
});

t.test('a SEND for an absent charge point never waits', async (t) => {
  const rig = await start(t, { offline: { policy: 'queue', ttlMs: 60_000 } });
  rig.bus.send(to, { MessageTypeId: 6, UniqueId: 's1', Action: 'Show', Payload: { text: 'hello' } });
  t.match(await rig.bus.nextJson(errors), { UniqueId: 's1', Action: 'Show', ...reason('not_connected') });
  rig.bus.send(to, { MessageTypeId: 5, UniqueId: 'u1', ErrorCode: 'FormatViolation' });
  t.match(await rig.bus.nextJson(errors), { UniqueId: 'u1', ...reason('not_connected') });
});

t.test('a CALLRESULTERROR travels up to the error topic and down to the charge point', async (t) => {
  const rig = await start(t, { topics: { error: 'cp/${cid}/Error/${type}' } });
  const raw = await open(rig);
  await raw.send('[5,"u1","TypeConstraintViolation","/interval: no \\"number\\"",{"n":9007199254740993}]');
  t.equal(
    (await rig.bus.next('ocpp/cp/CP1/Error/5')).payload,
    '{"MessageTypeId":5,"UniqueId":"u1","ErrorCode":"TypeConstraintViolation","ErrorDescription":"/interval: no \\"number\\"","ErrorDetails":{"n":9007199254740993}}',
  );
  rig.bus.send(to, '{"MessageTypeId":5,"UniqueId":"u2","ErrorCode":"FormatViolation","ErrorDetails":{"n":1.0}}');
  t.equal(await raw.next(), '[5,"u2","FormatViolation","",{"n":1.0}]');
  await rig.beat(raw, 'CP1', 'after');
  t.strictSame(raw.unread, [], 'it is answered by nobody');
});

t.test(
  'a bad CALLRESULT is answered with CALLRESULTERROR in 2.1 and with nothing before; its CALL fails',
  async (t) => {
    const rig = await start(t);
    for (const subprotocol of ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1']) {
      const raw = await open(rig, subprotocol);
      rig.bus.send(to, call('u1'));
      await raw.next();
      await raw.send([3, 'u1', { status: 'Perhaps' }]);
      const told = await rig.bus.nextJson(errors);
      t.match(
        told,
        { UniqueId: 'u1', ErrorCode: 'PropertyConstraintViolation', ...reason('invalid_answer') },
        subprotocol,
      );
      if (subprotocol === 'ocpp2.1') {
        t.match(await raw.nextJson(), [5, 'u1', 'PropertyConstraintViolation', /^\/status: /, {}]);
      }
      rig.bus.send(to, call('u2'));
      t.match(await raw.nextJson(), [2, 'u2'], 'nothing else came before the next CALL');
      await raw.send([3, 'u2', 7]);
      t.match(await rig.bus.nextJson(errors), { UniqueId: 'u2', ...reason('invalid_answer') }, 'no payload at all');
      if (subprotocol === 'ocpp2.1') t.match(await raw.nextJson(), [5, 'u2', 'FormatViolation']);
      await raw.send([3, 'unknown', {}]);
      await raw.send([4, 'unknown', 'GenericError', '', {}]);
      await rig.beat(raw, 'CP1', 'after');
      t.strictSame(raw.unread, [], 'an answer that nobody waits for is answered in no version');
    }
  },
);
