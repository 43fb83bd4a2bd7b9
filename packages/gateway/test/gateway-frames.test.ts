import { connect } from 'node:net';
import { basicAuthorization } from '@ocpp-broker/simulator';
import t from 'tap';
import { WebSocket } from 'ws';
import { eventually } from './fixtures/eventually.ts';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { frameOf } from './web-socket-frames.ts';

const topic = 'ocpp/cp/CP1';

t.test('a CALL is published with QoS 2, not retained, in the order of fields that EMQX has', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await raw.send('[2, "u1", "DataTransfer", {"vendorId" : "v",  "data":"1.0"}]');
  t.strictSame(await rig.bus.next(topic), {
    topic,
    payload: '{"MessageTypeId":2,"UniqueId":"u1","Action":"DataTransfer","Payload":{"vendorId" : "v",  "data":"1.0"}}',
    qos: 2,
    retain: false,
  });
});

t.test(
  'what is not JSON, no array, or of no known type is dropped with a report, and the connection stays',
  async (t) => {
    const rig = await GatewayRig.start(t);
    const raw = await rig.connect('CP1');
    const frames = ['hello', '{"a":1}', '"x"', '[]', '[9,"u1","Heartbeat",{}]', '["2","u1","Heartbeat",{}]', '[2'];
    for (const frame of frames) await raw.send(frame);
    await raw.send('');
    await rig.beat(raw, 'CP1', 'after');
    t.equal(rig.bus.all(topic).length, 1);
    t.strictSame(raw.unread, [], 'OCPP 1.6 has no answer to them');
    t.strictSame(
      rig.reportCodes('CP1'),
      Array(frames.length).fill('malformed_frame'),
      'an empty text is not even that',
    );
  },
);

t.test('an id of 37 characters is answered with FormationViolation', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const long = 'x'.repeat(37);
  await raw.send([2, long, 'Heartbeat', {}]);
  t.match(await raw.nextJson(), [4, long, 'FormationViolation']);
  await rig.beat(raw, 'CP1', 'x'.repeat(36));
  t.equal(rig.bus.all(topic).length, 1);
});

t.test('a payload that is nested 5,000 deep is refused, and the connection stays', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await raw.send(`[2,"u1","DataTransfer",${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}]`);
  t.match(await raw.nextJson(), [4, 'u1', 'FormationViolation']);
  await rig.beat(raw, 'CP1', 'after');
  t.equal(rig.bus.all(topic).length, 1);
});

t.test('a message of 100 kB closes with 1009, which presence and a report tell', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await raw.send('x'.repeat(100_000));
  t.match(await raw.closed, { code: 1009 });
  await eventually(() => rig.reportCodes('CP1').length > 0);
  t.strictSame(rig.reportCodes('CP1'), ['malformed_frame']);
  await eventually(() => rig.bus.all(`${topic}/Presence`).length === 2);
  t.match(rig.bus.all(`${topic}/Presence`)[1], { Connected: false, Reason: /payload size/i });
});

t.test('a binary message closes with 1003', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await raw.sendBinary(Buffer.from('[2,"u1","Heartbeat",{}]'));
  t.match(await raw.closed, { code: 1003 });
  t.strictSame(rig.reportCodes('CP1'), ['binary_frame']);
});

t.test('a text that is not UTF-8 closes with 1007', async (t) => {
  const rig = await GatewayRig.start(t);
  const headers = { authorization: basicAuthorization('user', 'secret') };
  const socket = new WebSocket(rig.url('CP1'), ['ocpp1.6'], { headers });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.once('open', () => socket.send(Buffer.from([0x5b, 0xff, 0x5d]), { binary: false }));
  t.equal(await closed, 1007);
  await eventually(() => rig.reportCodes('CP1').length === 1);
  t.strictSame(rig.reportCodes('CP1'), ['malformed_frame']);
});

t.test('an integer above 2^53 arrives unchanged on MQTT, and from there at the charge point', async (t) => {
  const checking = { upstream: 'off', downstream: 'off', actions: new Map() } as const;
  const rig = await GatewayRig.start(t, { options: { session: { checking } } });
  const raw = await rig.connect('CP1');
  await raw.send('[2,"u1","DataTransfer",{"n":9007199254740993,"f":1.10}]');
  t.match((await rig.bus.next(topic)).payload, '"Payload":{"n":9007199254740993,"f":1.10}');
  rig.bus.send('ocpp/cs/CP1', '{"MessageTypeId":3,"UniqueId":"u1","Payload":{"n":12345678901234567890,"f":1e2}}');
  t.equal(await raw.next(), '[3,"u1",{"n":12345678901234567890,"f":1e2}]');
  rig.bus.send('ocpp/cs/CP1', '{"MessageTypeId":2,"UniqueId":"u2","Action":"Reset","Payload":{"n":9007199254740993}}');
  t.equal(await raw.next(), '[2,"u2","Reset",{"n":9007199254740993}]');
  await raw.send('[3,"u2",{"n":9007199254740993}]');
  t.match((await rig.bus.next(`${topic}/Reply`)).payload, '"Payload":{"n":9007199254740993}');
});

t.test('names of object prototypes as id, action and key are names like any other', async (t) => {
  const rig = await GatewayRig.start(t, { options: { topics: { callOverrides: { Heartbeat: 'beat/${cid}' } } } });
  const raw = await rig.connect('CP1');
  for (const name of ['__proto__', 'constructor', 'toString']) {
    await raw.send(`[2,"${name}","${name}",{"__proto__":{"polluted":1}}]`);
    t.match(await raw.nextJson(), [4, name, 'NotImplemented'], 'no such action');
    await raw.send(`[2,"${name}","DataTransfer",{"vendorId":"${name}"}]`);
    await rig.bus.next(topic);
    rig.bus.send('ocpp/cs/CP1', `{"MessageTypeId":3,"UniqueId":"${name}","Payload":{"status":"Accepted"}}`);
    t.equal(await raw.next(), `[3,"${name}",{"status":"Accepted"}]`);
  }
  t.equal(({} as { polluted?: unknown }).polluted, undefined);
});

t.test('an unknown action, and one that only the CSMS may send, are refused and not published', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await raw.send([2, 'u1', 'heartbeat', {}]);
  t.match(await raw.nextJson(), [4, 'u1', 'NotImplemented']);
  await raw.send([2, 'u2', 'Reset', { type: 'Soft' }]);
  t.match(await raw.nextJson(), [4, 'u2', 'NotSupported']);
  t.strictSame(rig.bus.all(topic), []);
  t.strictSame(rig.reportCodes('CP1'), ['call_refused', 'call_refused']);
});

t.test('a payload that breaks its schema is refused with the code for the way in which it does', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' };
  const cases = [
    [{ ...status, connectorId: '1' }, 'TypeConstraintViolation'],
    [{ connectorId: 1, status: 'Available' }, 'OccurenceConstraintViolation'],
    [{ ...status, status: 'Sleeping' }, 'PropertyConstraintViolation'],
    [{ ...status, colour: 'green' }, 'FormationViolation'],
  ] as const;
  for (const [payload, errorCode] of cases) {
    await raw.send([2, errorCode, 'StatusNotification', payload]);
    t.match(await raw.nextJson(), [4, errorCode, errorCode, /./]);
  }
  t.strictSame(rig.bus.all(topic), []);
});

t.test('a CALLRESULT with a number as id is reported, and matched by the text of the number', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  await raw.send([3, 2, {}]);
  rig.bus.send('ocpp/cs/CP1', { MessageTypeId: 2, UniqueId: '7', Action: 'ClearCache', Payload: {} });
  await raw.next();
  await raw.send([3, 7, { status: 'Accepted' }]);
  t.match(await rig.bus.nextJson(`${topic}/Reply`), { MessageTypeId: 3, UniqueId: '7' });
  t.strictSame(rig.reportCodes('CP1'), ['numeric_unique_id', 'unknown_unique_id', 'numeric_unique_id']);
});

t.test('answers of the charge point go to the reply topic and its errors to the error topic', async (t) => {
  const rig = await GatewayRig.start(t, { options: { topics: { error: 'cp/${cid}/Error' } } });
  const raw = await rig.connect('CP1');
  const call = (UniqueId: string) => ({ MessageTypeId: 2, UniqueId, Action: 'ClearCache', Payload: {} });
  rig.bus.send('ocpp/cs/CP1', call('u1'));
  await raw.next();
  await raw.send('[3,"u1",{"status":"Accepted"}]');
  t.match(await rig.bus.next(`${topic}/Reply`), {
    payload: '{"MessageTypeId":3,"UniqueId":"u1","Payload":{"status":"Accepted"},"Action":"ClearCache"}',
    qos: 2,
    retain: false,
  });
  rig.bus.send('ocpp/cs/CP1', call('u2'));
  await raw.next();
  await raw.send('[4,"u2","InternalError","no \\"memory\\"",{"free":0}]');
  t.equal(
    (await rig.bus.next(`${topic}/Error`)).payload,
    '{"MessageTypeId":4,"UniqueId":"u2","ErrorCode":"InternalError","ErrorDescription":"no \\"memory\\"","ErrorDetails":{"free":0},"Action":"ClearCache"}',
  );
});

t.test(
  'frames that come together with the handshake, or in odd pieces behind it, are all read, in order',
  async (t) => {
    const rig = await GatewayRig.start(t);
    const { port } = new URL(rig.origin.replace('ws:', 'http:'));
    const request = [
      'GET /ocpp/CP1 HTTP/1.1',
      'Host: 127.0.0.1',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: ocpp1.6',
      `Authorization: ${basicAuthorization('user', 'secret')}`,
      '\r\n',
    ].join('\r\n');
    const call = (uniqueId: string) => `[2,"${uniqueId}","DataTransfer",{"vendorId":"${'v'.repeat(200)}"}]`;
    const text = (payload: string) => frameOf({ opcode: 1, payload: Buffer.from(payload) });
    const whole = text(call('é3'));
    const pieces: readonly (readonly [published: number, piece: Buffer])[] = [
      [1, Buffer.concat([Buffer.from(request), text(call('u1')), text(call('u2')).subarray(0, 90)])],
      [2, Buffer.concat([text(call('u2')).subarray(90), whole.subarray(0, 3)])],
      [3, whole.subarray(3)],
      [5, Buffer.concat([frameOf({ opcode: 9, payload: Buffer.from('ping') }), text(call('u4')), text(call('u5'))])],
    ];
    const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true });
    t.teardown(() => socket.destroy());
    for (const [published, piece] of pieces) {
      socket.write(piece);
      await eventually(() => rig.bus.all(topic).length >= published);
    }
    const ids = rig.bus.all(topic).map(({ UniqueId }) => UniqueId);
    t.strictSame(ids, ['u1', 'u2', 'é3', 'u4', 'u5']);
    t.strictSame(
      rig.reportCodes('CP1').filter((code) => code !== 'overlapping_calls'),
      [],
    );
  },
);
