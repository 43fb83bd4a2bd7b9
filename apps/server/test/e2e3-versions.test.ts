// Shows of issue 3: "Three versions on one port … the version belongs to the connection, shows in `${version}`, in presence, in the clients
// list. SEND (6) and CALLRESULTERROR (5) in 2.1, up and down … permessage-deflate offered, required of a 2.x CSMS, with the inflated size
// bounded".

import type { RawChargePoint } from '@ocpp-broker/simulator';
import t from 'tap';
import { rowsOf } from './fixtures/running-api.ts';
import { type ChargePointOptions, startTestServer } from './fixtures/running-server.ts';
import { call, clientOf, result } from './fixtures/running-settings.ts';

const versions = ['1.6', '2.0.1', '2.1'] as const;
type Version = (typeof versions)[number];

const upstream = { topic: 'up/${version}/${cid}', reply_topic: 'up/${version}/${cid}/Reply', error_topic: 'e/${cid}' };
const settings = {
  gateway: { ocpp: { upstream, authentication: { username_must_be_identity: 'never' } } },
};
const running = await startTestServer(t, { settings });
const csms = await running.mqtt();
await csms.subscribe('ocpp/up/#');
await csms.subscribe('ocpp/e/#');

const open = (identity: string, version: Version, options: ChargePointOptions = {}) =>
  running.chargePoint(identity, { subprotocols: [`ocpp${version}`], ...options });

const stream = { id: 1, pending: 0, basetime: '2026-01-01T00:00:00Z', data: [{ t: 1, v: '7.5' }] };

t.test('charge points of three versions share a port, each on topics of its version', async (t) => {
  const watcher = await running.mqtt();
  await watcher.subscribe('ocpp/cp/+/Presence');
  const all = new Map<Version, RawChargePoint>();
  for (const version of versions) all.set(version, await open(`CP-${version}`, version));
  for (const [version, chargePoint] of all) {
    const identity = `CP-${version}`;
    t.equal(chargePoint.subprotocol, `ocpp${version}`);
    await chargePoint.send([2, 'h', 'Heartbeat', {}]);
    t.match(await csms.nextEnvelope(`ocpp/up/${version}/${identity}`), { UniqueId: 'h', Action: 'Heartbeat' });
    await csms.publish(`ocpp/cs/${identity}`, result('h', { currentTime: '2026-01-01T00:00:00Z' }));
    await chargePoint.next();
    await csms.publish(`ocpp/cs/${identity}`, call('g', 'GetLocalListVersion'));
    await chargePoint.next();
    await chargePoint.send([3, 'g', version === '1.6' ? { listVersion: 0 } : { versionNumber: 0 }]);
    t.match(await csms.nextEnvelope(`ocpp/up/${version}/${identity}/Reply`), { UniqueId: 'g' });
    t.match(JSON.parse((await watcher.next(`ocpp/cp/${identity}/Presence`)).text), { Version: version });
  }
  const rows = rowsOf(await running.api('GET /gateways/ocpp/clients'));
  t.same(Object.fromEntries(rows.map(({ clientid, proto_ver }) => [clientid, proto_ver])), {
    'CP-1.6': '1.6',
    'CP-2.0.1': '2.0.1',
    'CP-2.1': '2.1',
  });
  t.equal(rowsOf(await running.api('GET /gateways/ocpp/clients?proto_ver=2.0.1')).length, 1);
  for (const chargePoint of all.values()) await chargePoint.close();
});

t.test('the version belongs to the connection: an identity may come back with another', async (t) => {
  for (const version of ['2.1', '1.6', '2.0.1'] as const) {
    const chargePoint = await open('CP1', version);
    t.match(await clientOf(running, 'CP1'), { proto_ver: version });
    // What is an enumeration error in 2.x is an unknown action in 1.6: the rules are those of the version.
    await csms.publish('ocpp/cs/CP1', call('v', 'RequestStopTransaction', { transactionId: 't'.repeat(37) }));
    t.match(await csms.nextEnvelope('ocpp/e/CP1'), {
      ErrorCode: version === '1.6' ? 'NotImplemented' : 'PropertyConstraintViolation',
    });
    await chargePoint.close();
  }
});

t.test(
  'a station is held to the heartbeat interval that it accepted in SetVariables, as 1.6 in ChangeConfiguration',
  async (t) => {
    const component = { name: 'OCPPCommCtrlr' };
    const variable = { name: 'HeartbeatInterval' };
    for (const version of ['2.0.1', '2.1'] as const) {
      const chargePoint = await open(`beat-${version}`, version);
      const setting = { component, variable, attributeValue: '77' };
      await csms.publish(`ocpp/cs/beat-${version}`, call('v', 'SetVariables', { setVariableData: [setting] }));
      await chargePoint.next();
      const setVariableResult = [{ component, variable, attributeStatus: 'Accepted' }];
      await chargePoint.send([3, 'v', { setVariableResult }]);
      await csms.next(`ocpp/up/${version}/beat-${version}/Reply`);
      t.match(await clientOf(running, `beat-${version}`), { keepalive: 77 }, version);
      await chargePoint.close();
    }
  },
);

t.test('connectors of 2.x are told by their EVSE', async (t) => {
  const chargePoint = await open('CP1', '2.0.1');
  for (const [evseId, connectorStatus] of [
    [1, 'Occupied'],
    [2, 'Available'],
  ] as const) {
    const status = { timestamp: '2026-01-01T00:00:00Z', connectorStatus, evseId, connectorId: 1 };
    await chargePoint.send([2, `s${evseId}`, 'StatusNotification', status]);
    await csms.next('ocpp/up/2.0.1/CP1');
  }
  t.match(await clientOf(running, 'CP1'), {
    ocpp: {
      connectors: [
        { id: 1, evse_id: 1, status: 'Occupied', error_code: null },
        { id: 1, evse_id: 2, status: 'Available', error_code: null },
      ],
    },
  });
  await chargePoint.close();
});

t.test('SEND goes up and down in 2.1, and nobody answers it', async (t) => {
  const chargePoint = await open('CP1', '2.1');
  await chargePoint.send([6, 's1', 'NotifyPeriodicEventStream', stream]);
  t.equal(
    (await csms.next('ocpp/up/2.1/CP1')).text,
    `{"MessageTypeId":6,"UniqueId":"s1","Action":"NotifyPeriodicEventStream","Payload":${JSON.stringify(stream)}}`,
  );
  await chargePoint.send([6, 's2', 'NotifyPeriodicEventStream', { ...stream, id: 'x' }]);
  await chargePoint.send([6, 's3', 'Heartbeat', {}]);
  await chargePoint.send([2, 's4', 'NotifyPeriodicEventStream', stream]);
  t.match(await chargePoint.nextJson(), [4, 's4', 'NotSupported'], 'the first that it hears: a SEND is never answered');

  await csms.publish('ocpp/cs/CP1', { MessageTypeId: 6, UniqueId: 'd1', Action: 'DoorIsOpen', Payload: {} });
  t.match(await csms.nextEnvelope('ocpp/e/CP1'), {
    UniqueId: 'd1',
    ErrorDetails: { Reason: 'not_allowed' },
    Action: 'DoorIsOpen',
  });
  await csms.publish('ocpp/cs/CP1', {
    MessageTypeId: 6,
    UniqueId: 'd2',
    Action: 'NotifyPeriodicEventStream',
    Payload: stream,
  });
  t.match(await csms.nextEnvelope('ocpp/e/CP1'), { UniqueId: 'd2', ErrorCode: 'NotSupported' }, 'a station’s own');
  t.same(csms.inbox.unread, []);
  await chargePoint.close();
});

t.test('a SEND of the CSMS goes down where the operator lets it', async (t) => {
  t.equal((await running.api('PUT /gateways/ocpp', { message_format_mode: { dnstream: 'off' } })).status, 204);
  const chargePoint = await open('CP1', '2.1');
  await csms.publish('ocpp/cs/CP1', { MessageTypeId: 6, Action: 'DoorIsOpen', Payload: { door: 1 } });
  const [type, id, ...rest] = (await chargePoint.nextJson()) as readonly unknown[];
  t.same([type, ...rest], [6, 'DoorIsOpen', { door: 1 }]);
  t.match(id, /^.{1,36}$/, 'with an id of ours');
  await chargePoint.send([2, 'h', 'Heartbeat', {}]);
  await csms.nextEnvelope('ocpp/up/2.1/CP1');
  t.same([...chargePoint.unread, ...csms.inbox.unread], []);
  await chargePoint.close();
  t.equal((await running.api('PUT /gateways/ocpp', { message_format_mode: null })).status, 204);
});

t.test('a bad CALLRESULT is answered with CALLRESULTERROR in 2.1 alone, and its CALL has failed', async (t) => {
  for (const version of versions) {
    const chargePoint = await open('CP1', version);
    await csms.publish('ocpp/cs/CP1', call('r', 'ClearCache'));
    await chargePoint.next();
    await chargePoint.send([3, 'r', { status: 'Perhaps' }]);
    t.match(await csms.nextEnvelope('ocpp/e/CP1'), { UniqueId: 'r', ErrorDetails: { Reason: 'invalid_answer' } });
    await csms.publish('ocpp/cs/CP1', call('next', 'ClearCache'));
    if (version === '2.1') {
      t.match(await chargePoint.nextJson(), [5, 'r', 'PropertyConstraintViolation', /^\/status: /, {}]);
    }
    t.match(await chargePoint.nextJson(), [2, 'next', 'ClearCache'], 'and nothing else');
    chargePoint.terminate();
    await csms.next('ocpp/e/CP1');
  }
});

t.test('CALLRESULTERROR goes up and down in 2.1, with the code in the spelling of 2.x', async (t) => {
  const chargePoint = await open('CP1', '2.1');
  await chargePoint.send([5, 'x1', 'FormatViolation', 'what is that?', { at: '/status' }]);
  t.equal(
    (await csms.next('ocpp/e/CP1')).text,
    '{"MessageTypeId":5,"UniqueId":"x1","ErrorCode":"FormatViolation","ErrorDescription":"what is that?","ErrorDetails":{"at":"/status"}}',
  );
  const error = { MessageTypeId: 5, UniqueId: 'x2', ErrorCode: 'OccurenceConstraintViolation' };
  await csms.publish('ocpp/cs/CP1', error);
  t.same(await chargePoint.nextJson(), [5, 'x2', 'OccurrenceConstraintViolation', '', {}]);
  await chargePoint.close();
});

t.test('2.x gets permessage-deflate when it asks, and a bomb closes its connection', async (t) => {
  for (const version of versions) {
    const chargePoint = await open('CP1', version, { compress: true });
    t.equal(chargePoint.extensions.includes('permessage-deflate'), version !== '1.6', version);
    const text = 'A'.repeat(2_000_000);
    await chargePoint.send([2, 'b', 'DataTransfer', { vendorId: 'v', data: text }]);
    t.equal((await chargePoint.closed).code, 1009, `${version}: larger than max_frame_size when unpacked`);
  }
  t.same(csms.inbox.unread, []);
});

t.test('a client that offers no version of ours is refused, or told and closed', async (t) => {
  const { status, body } = await running.refusedChargePoint('CP1', { subprotocols: ['ocpp1.5', 'ocpp2.0'] });
  t.equal(status, 400);
  t.match(body, 'ocpp1.6, ocpp2.0.1, ocpp2.1');
  const other = await startTestServer(t, {
    settings: {
      gateway: {
        ocpp: {
          listeners: {
            ws: {
              default: {
                websocket: { supported_subprotocols: 'ocpp2.0.1', unsupported_subprotocol: 'accept_then_close' },
              },
            },
          },
        },
      },
    },
  });
  const chargePoint = await other.chargePoint('CP1', {
    subprotocols: [],
    headers: { 'sec-websocket-protocol': 'ocpp1.6, ocpp2.1' },
  });
  t.match(await chargePoint.closed, { code: 1002, reason: 'spoken here: ocpp2.0.1' });
});
