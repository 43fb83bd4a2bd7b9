// Shows of issue 5: "Frames: the last N of a charge point, and live as server-sent events with filters, secrets masked, export as NDJSON."

import t from 'tap';
import { ask, basic, objectOf } from './fixtures/running-api.ts';
import { type EventStream, openEvents } from './fixtures/running-events.ts';
import { adminPassword, startTestServer } from './fixtures/running-server.ts';
import { call, changeSettings, result } from './fixtures/running-settings.ts';

const running = await startTestServer(t);
const csms = await running.mqtt();
const { token } = objectOf(await ask(running.urls.api, 'POST /login', { username: 'admin', password: adminPassword }));
const bearer = `Bearer ${token}`;
const framesUrl = `${running.urls.api}/gateways/ocpp/frames`;

const secret = 'deadbeefdeadbeefdeadbeef';

t.test('frames are followed as they come, those that are wanted, without their secrets', async (t) => {
  const all = await openEvents(t, framesUrl, bearer);
  const errors = await openEvents(t, `${framesUrl}?errors=true&identity=CP*`, bearer);
  t.same([all.status, errors.status], [200, 200]);
  const chargePoint = await running.chargePoint('CP1');
  await chargePoint.send([2, 'h1', 'Heartbeat', {}]);
  const shown = async () => JSON.parse((await all.events.next('a frame')).data);
  t.match(await shown(), {
    identity: 'CP1',
    direction: 'upstream',
    type: 2,
    unique_id: 'h1',
    action: 'Heartbeat',
    text: '[2,"h1","Heartbeat",{}]',
    bytes: 23,
    truncated: false,
  });
  const key = { key: 'AuthorizationKey', value: secret };
  await csms.publish('ocpp/cs/CP1', call('c1', 'ChangeConfiguration', key));
  t.match(await chargePoint.next(), secret, 'the charge point gets it');
  t.match(await shown(), { direction: 'downstream', action: 'ChangeConfiguration', text: /\*\*\*/ });
  await chargePoint.send([4, 'c1', 'NotSupported', 'no', {}]);
  t.match(JSON.parse((await errors.events.next('the error')).data), {
    type: 4,
    action: 'ChangeConfiguration',
    error_code: 'NotSupported',
  });
  t.same(errors.events.unread, [], 'and nothing but errors');
});

t.test('the last frames of a charge point are kept, and can be saved line by line', async (t) => {
  const list = await running.api('GET /gateways/ocpp/clients/CP1/frames');
  t.same(
    (list.json as readonly { readonly action: string }[]).map(({ action }) => action),
    ['Heartbeat', 'ChangeConfiguration', 'ChangeConfiguration'],
  );
  const lines = await running.api('GET /gateways/ocpp/clients/CP1/frames?format=ndjson&direction=downstream');
  t.match(lines.headers.get('content-type'), 'application/x-ndjson');
  t.match(
    lines.text.split('\n').map((line) => (line === '' ? null : JSON.parse(line))),
    [{ identity: 'CP1', direction: 'downstream', unique_id: 'c1' }, null],
  );
  t.notMatch(list.text + lines.text, secret);
  t.equal((await running.api('GET /gateways/ocpp/clients/CP-none/frames')).status, 404);
});

t.test('a follower has what it asked for: by charge point, action, direction, and of these errors only', async (t) => {
  const queries = {
    answers: 'identity=CP5&action=Authorize',
    down: 'identity=CP5&direction=downstream',
    wrong: 'identity=CP*&errors=true&direction=upstream',
    nothing: 'identity=CP5&action=Reset',
  };
  const open = (query: string) => openEvents(t, `${framesUrl}?${query}`, bearer);
  const [answers, down, wrong, nothing] = await Promise.all(Object.values(queries).map(open));
  await csms.subscribe('ocpp/cp/CP5');
  const chargePoint = await running.chargePoint('CP5');
  const other = await running.chargePoint('other');
  await other.send([2, 'o', 'Authorize', { idTag: 'X' }]);
  await chargePoint.send([2, 'h', 'Heartbeat', {}]);
  await chargePoint.send('no frame at all');
  await chargePoint.send([2, 'a', 'Authorize', { idTag: 'TAG-9' }]);
  await csms.nextEnvelope('ocpp/cp/CP5');
  await csms.nextEnvelope('ocpp/cp/CP5');
  await csms.publish('ocpp/cs/CP5', result('a', { idTagInfo: { status: 'Accepted', parentIdTag: 'PARENT-9' } }));
  const read = async (stream: EventStream | undefined) =>
    JSON.parse((await stream?.events.next('a frame'))?.data ?? '') as Readonly<Record<string, unknown>>;
  const call = await read(answers);
  t.match(call, { type: 2, unique_id: 'a', action: 'Authorize', direction: 'upstream' });
  const answer = await read(answers);
  t.match(answer, { type: 3, unique_id: 'a', action: 'Authorize', direction: 'downstream' });
  t.notMatch(`${call.text}${answer.text}`, /TAG-9|PARENT-9/, 'tags are masked unless the settings say otherwise');
  t.match(await read(down), { type: 3, unique_id: 'a' }, 'the first that went down');
  t.match(await read(wrong), { identity: 'CP5', type: null, text: 'no frame at all', direction: 'upstream' });
  t.same(
    [answers, wrong, nothing].map((stream) => stream?.events.unread),
    [[], [], []],
  );
  t.equal((await running.api('GET /gateways/ocpp/clients/CP5/frames?direction=sideways')).status, 400);
});

t.test('passwords and keys are masked in whatever message they stand', async (t) => {
  const user = { username: 'CP6', password: 'password-of-CP6' };
  await running.addChargePoint(user.username, user.password);
  const chargePoint = await running.chargePoint('CP6', { ...user, subprotocols: ['ocpp2.0.1'] });
  const connectionData = {
    ocppVersion: 'OCPP20',
    ocppTransport: 'JSON',
    ocppCsmsUrl: 'wss://user:url-password@csms.example.org/ocpp',
    messageTimeout: 30,
    securityProfile: 2,
    ocppInterface: 'Wired0',
    apn: { apn: 'a', apnAuthentication: 'PAP', apnUserName: 'u', apnPassword: 'apn-password' },
    vpn: { server: 's', user: 'u', password: 'vpn-password', key: 'vpn-key-of-it', type: 'IPSec' },
  };
  await csms.publish('ocpp/cs/CP6', call('n', 'SetNetworkProfile', { configurationSlot: 1, connectionData }));
  t.match(await chargePoint.next(), 'vpn-password');
  const setVariableData = [
    { attributeValue: 'basic-password', component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' } },
  ];
  await chargePoint.send([3, 'n', { status: 'Accepted' }]);
  await csms.publish('ocpp/cs/CP6', call('v', 'SetVariables', { setVariableData }));
  t.match(await chargePoint.next(), 'basic-password');
  const shown = await running.api('GET /gateways/ocpp/clients/CP6/frames?direction=downstream');
  t.same(
    (shown.json as readonly { readonly action: string }[]).map(({ action }) => action),
    ['SetNetworkProfile', 'SetVariables'],
  );
  t.notMatch(shown.text, /apn-password|vpn-password|vpn-key|basic-password|url-password/);
});

t.test('how many are kept, and whether idTags are masked, is changed while the server runs', async (t) => {
  const chargePoint = await running.chargePoint('CP2');
  await changeSettings(t, running, { frames: { keep: 2, mask_id_tags: false } });
  for (const id of ['a1', 'a2', 'a3']) {
    await chargePoint.send([2, id, 'Authorize', { idTag: 'TAG-7' }]);
    await csms.publish('ocpp/cs/CP2', {
      MessageTypeId: 3,
      UniqueId: id,
      Payload: { idTagInfo: { status: 'Invalid' } },
    });
    await chargePoint.next();
  }
  const last = (await running.api('GET /gateways/ocpp/clients/CP2/frames')).json as readonly { unique_id: string }[];
  t.same(
    last.map(({ unique_id }) => unique_id),
    ['a3', 'a3'],
  );
  t.match(JSON.stringify(last), /TAG-7/);
  await changeSettings(t, running, { frames: { mask_id_tags: true } });
  t.notMatch((await running.api('GET /gateways/ocpp/clients/CP2/frames')).text, /TAG-7/);
});

t.test('a browser follows with a ticket, once', async (t) => {
  const { ticket } = objectOf(await running.api('POST /gateways/ocpp/frames/ticket'));
  const first = await openEvents(t, `${framesUrl}?ticket=${ticket}`);
  t.equal(first.status, 200);
  t.equal((await ask(running.urls.api, `GET /gateways/ocpp/frames?ticket=${ticket}`)).status, 401);
  t.equal((await ask(running.urls.api, 'GET /gateways/ocpp/frames', undefined, basic('no', 'body'))).status, 401);
});
