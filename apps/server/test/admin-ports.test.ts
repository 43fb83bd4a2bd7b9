// What the HTTP API shows and does, over the real rooms. Shows of issue 2: "clients: list with filters and paging, one, kick; users of
// OCPP and of MQTT; `POST /publish`; `GET /status`; errors as `{code,message}`".

import t from 'tap';
import { ask, objectOf, rowsOf } from './fixtures/running-api.ts';
import { mqttUser, startTestServer } from './fixtures/running-server.ts';
import { call, clientOf } from './fixtures/running-settings.ts';
import { until, within } from './fixtures/running-wait.ts';

const running = await startTestServer(t);
const csms = await running.mqtt({ version: 5 }, { clientId: 'csms-main', keepalive: 30 });
await csms.subscribe('ocpp/cp/#', 2);

t.test('POST /publish answers 200 for a charge point that is here and 202 for one that is not', async (t) => {
  const chargePoint = await running.chargePoint('CP1');
  const payload = JSON.stringify(call('p1', 'ClearCache'));
  const sent = await running.api('POST /publish', { topic: 'ocpp/cs/CP1', qos: 1, payload });
  t.match(sent, { status: 200, json: { id: /^[0-9a-f-]{36}$/ } });
  t.same(await chargePoint.nextJson(), [2, 'p1', 'ClearCache', {}]);

  const offline = await running.api('POST /publish', { topic: 'ocpp/cs/CP2', qos: 1, payload });
  t.match(offline, { status: 202, json: { message: 'no_matching_subscribers', reason_code: 16 } });
  t.match(await csms.nextEnvelope('ocpp/cp/CP2/Reply'), { UniqueId: 'p1', ErrorDetails: { Reason: 'not_connected' } });
  await chargePoint.close();
  await until('the end of the charge point', async () => {
    return (await running.api('POST /publish', { topic: 'ocpp/cs/CP1', payload })).status === 202;
  });
  await csms.nextEnvelope('ocpp/cp/CP1/Reply');
});

t.test('POST /publish answers 200 on a topic with a subscriber, 202 on one without', async (t) => {
  const message = { topic: 'plain/topic', payload: 'aGk=', payload_encoding: 'base64', retain: true };
  t.equal((await running.api('POST /publish', message)).status, 202);
  const subscriber = await running.mqtt();
  await subscriber.subscribe('plain/+');
  t.match(await subscriber.next('plain/topic'), { text: 'hi', retain: true }, 'but it was kept');
  t.equal((await running.api('POST /publish', { ...message, retain: false })).status, 200);
  t.match(await subscriber.next('plain/topic'), { text: 'hi', retain: false });
  await running.api('POST /publish', { topic: 'plain/topic', payload: '', retain: true });
});

t.test('POST /publish carries the properties of MQTT 5', async (t) => {
  const subscriber = await running.mqtt();
  await subscriber.subscribe('plain/properties');
  const heard = new Promise((resolve) =>
    subscriber.client.once('message', (_topic, _payload, packet) => resolve(packet)),
  );
  const properties = {
    content_type: 'text/plain',
    response_topic: 'plain/answers',
    correlation_data: 'c1',
    message_expiry_interval: 60,
    payload_format_indicator: 1,
    user_properties: { colour: 'green' },
  };
  await running.api('POST /publish', { topic: 'plain/properties', payload: 'hi', properties });
  t.match(await within('the message', heard), {
    properties: {
      contentType: 'text/plain',
      responseTopic: 'plain/answers',
      correlationData: Buffer.from('c1'),
      payloadFormatIndicator: true,
      userProperties: { colour: 'green' },
    },
  });
});

t.test('POST /publish refuses a topic that is none', async (t) => {
  for (const topic of ['', 'a/#', 'a/+/b', '$SYS/x/new/clients']) {
    t.match(await running.api('POST /publish', { topic, payload: 'x' }), {
      status: 400,
      json: { code: 'BAD_REQUEST' },
    });
  }
});

t.test('the list of charge points is filtered and paged over those that are connected', async (t) => {
  const chargePoints = [];
  for (const identity of ['A-1', 'A-2', 'B-1']) chargePoints.push(await running.chargePoint(identity));
  const ids = async (query: string) =>
    rowsOf(await running.api(`GET /gateways/ocpp/clients?${query}`))
      .map(({ clientid }) => clientid)
      .sort();
  t.same(await ids(''), ['A-1', 'A-2', 'B-1']);
  t.same(await ids('like_clientid=A-'), ['A-1', 'A-2']);
  t.same(await ids('clientid=B-1'), ['B-1']);
  t.same(await ids('username=cp-user&proto_ver=1.6&conn_state=connected'), ['A-1', 'A-2', 'B-1']);
  t.same(await ids('username=nobody'), []);
  t.same(await ids('like_username=user'), ['A-1', 'A-2', 'B-1']);
  t.same(await ids('proto_ver=2.0.1'), []);
  t.same(await ids('ip_address=127.0.0.1&clean_start=true'), ['A-1', 'A-2', 'B-1']);
  t.same(await ids('conn_state=disconnected'), []);
  const { connected_at: at } = await clientOf(running, 'B-1');
  t.ok((await ids(`gte_connected_at=${encodeURIComponent(String(at))}`)).includes('B-1'));
  t.same(await ids(`gte_connected_at=${Date.now() + 60_000}`), []);
  t.same(await ids(`lte_created_at=${Date.now() + 60_000}`), ['A-1', 'A-2', 'B-1']);

  const first = objectOf(await running.api('GET /gateways/ocpp/clients?limit=2&page=1'));
  t.match(first, { meta: { page: 1, limit: 2, count: 3, hasnext: true } });
  t.match(objectOf(await running.api('GET /gateways/ocpp/clients?limit=2&page=2')).meta, { count: 3, hasnext: false });
  for (const query of ['page=0', 'limit=0', 'limit=10001', 'page=x']) {
    const refused = await running.api(`GET /gateways/ocpp/clients?${query}`);
    t.match(refused, { status: 400, json: { code: 'INVALID_PARAMETER' } }, query);
  }
  t.equal((await running.api('GET /gateways/ocpp/clients?gte_connected_at=soon')).status, 400);
  for (const chargePoint of chargePoints) await chargePoint.close();
});

t.test('a charge point is shown with its traffic, its device and its state', async (t) => {
  const chargePoint = await running.chargePoint('CP3', { username: 'cp-user' });
  const device = {
    chargePointVendor: 'Maker',
    chargePointModel: 'One',
    chargePointSerialNumber: 'S-1',
    firmwareVersion: '1.2.3',
  };
  await chargePoint.send([2, 'b1', 'BootNotification', device]);
  const { text } = await csms.next('ocpp/cp/CP3');
  const shown = await clientOf(running, 'CP3');
  t.match(shown, {
    clientid: 'CP3',
    username: 'cp-user',
    proto_name: 'OCPP',
    proto_ver: '1.6',
    ip_address: '127.0.0.1',
    is_bridge: false,
    connected: true,
    clean_start: true,
    keepalive: 60,
    subscriptions_cnt: 1,
    recv_msg: 1,
    send_msg: 0,
    ocpp: { vendor: 'Maker', model: 'One', serial_number: 'S-1', firmware_version: '1.2.3', boot_status: null },
  });
  t.equal(shown.recv_oct, Buffer.byteLength(JSON.stringify([2, 'b1', 'BootNotification', device])));
  t.ok(text.includes('Maker'));
  t.match(await running.api('POST /gateways/ocpp/clients/CP3/subscriptions', { topic: 'x' }), {
    status: 400,
    json: { message: 'subscribe failed: unsupported' },
  });
  t.match(await running.api('GET /gateways/ocpp/clients/CP9'), { status: 404, json: { code: 'RESOURCE_NOT_FOUND' } });
  await chargePoint.close();
});

t.test('MQTT clients are listed with their versions, shown with their subscriptions, and kicked', async (t) => {
  const guest = await running.mqtt({ version: 4, carrier: 'ws' }, { clientId: 'guest/4', clean: true });
  await guest.subscribe('a/+/b', 1);
  t.match(rowsOf(await running.api('GET /clients?clientid=csms-main')), [
    { clientid: 'csms-main', username: mqttUser.username, proto_name: 'MQTT', proto_ver: 5, keepalive: 30 },
  ]);
  t.match(rowsOf(await running.api('GET /clients?proto_ver=4')), [{ clientid: 'guest/4', listener: 'ws:default' }]);
  const one = `/clients/${encodeURIComponent('guest/4')}`;
  t.match((await running.api(`GET ${one}/subscriptions`)).json, [{ topic: 'a/+/b', qos: 1, nl: 0, rap: 0, rh: 0 }]);
  t.equal((await running.api(`DELETE ${one}`)).status, 204);
  await within('the close', guest.closed);
  t.match(await running.api(`GET ${one}`), { status: 404, json: { code: 'RESOURCE_NOT_FOUND' } });
});

t.test('a kicked client of MQTT 5 is told that it was the operator', async (t) => {
  const guest = await running.mqtt({ version: 5 }, { clientId: 'guest5' });
  const told = new Promise<number | undefined>((resolve) => {
    guest.client.once('disconnect', ({ reasonCode }) => resolve(reasonCode));
  });
  t.equal((await running.api('DELETE /clients/guest5')).status, 204);
  t.equal(await within('DISCONNECT', told), 0x98);
});

t.test('the gateway, its listener and the node are shown as they are', async (t) => {
  const [gateway] = (await running.api('GET /gateways')).json as readonly Record<string, unknown>[];
  t.match(gateway, { name: 'ocpp', status: 'running', listeners: [{ id: 'ocpp:ws:default', running: true }] });
  const port = new URL(running.urls.ocpp).port;
  const listeners = (await running.api('GET /gateways/ocpp/listeners')).json;
  t.match(listeners, [
    { id: 'ocpp:ws:default', bind: `127.0.0.1:${port}`, running: true, websocket: { path: '/ocpp' } },
  ]);
  t.match((await running.api('GET /gateways/ocpp/authentication')).json, {
    mechanism: 'password_based',
    backend: 'built_in_database',
    user_id_type: 'username',
    password_hash_algorithm: { name: 'scrypt' },
    enable: true,
  });
  t.match((await running.api('GET /nodes')).json, [{ node: 'ocpp-broker@127.0.0.1', node_status: 'running' }]);
  const status = await ask(running.urls.api, 'GET /status?format=json');
  t.match(status, { status: 200, json: { broker_status: 'started', app_status: 'running', rel_vsn: '0.0.0-test' } });
});

t.test('a value that the store refuses is the fault of whoever sent it', async (t) => {
  const refused = await running.api('POST /gateways/ocpp/authentication/users', {
    user_id: 'long',
    password: 'é'.repeat(1_000),
  });
  t.match(refused, { status: 400, json: { code: 'BAD_REQUEST', message: /longer than 1024 bytes/ } });
  t.notOk(
    running.log.some(({ level }) => level >= 50),
    'no error of ours was logged',
  );
});

t.test('POST /publish does not speak for a charge point', async (t) => {
  for (const topic of ['ocpp/cp/CP9', 'ocpp/cp/CP9/Reply', 'ocpp/cp/CP9/Presence']) {
    const refused = await running.api('POST /publish', { topic, payload: '{}' });
    t.match(refused, { status: 400, json: { code: 'BAD_REQUEST', message: /belongs to the gateway/ } }, topic);
  }
});
