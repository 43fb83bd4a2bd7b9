// Shows of issue 4: "several listeners each, made, changed and removed while running; certificates reloaded without dropping clients; PROXY
// protocol". The listeners of OCPP go through the same door.

import { X509Certificate } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRaw } from '@ocpp-broker/simulator';
import t, { type Test } from 'tap';
import { authority, type CertificateOfTests, serverEc, serverRenewed } from './fixtures/certificates.ts';
import { objectOf, rowsOf } from './fixtures/running-api.ts';
import { connectMqtt, type TestMqttClient } from './fixtures/running-mqtt.ts';
import { occupiedPort } from './fixtures/running-process.ts';
import { binaryHeader, startProxy, textHeader } from './fixtures/running-proxy.ts';
import {
  chargePointUser,
  mqttUser,
  startTestServer,
  type TestServer,
  temporaryFolder,
} from './fixtures/running-server.ts';
import { until, within } from './fixtures/running-wait.ts';
import { serialShown } from './fixtures/tls-peer.ts';

const free = '127.0.0.1:0';
const serialOf = ({ cert }: CertificateOfTests) => new X509Certificate(cert).serialNumber;

/** The URL of a listener that was opened while running. */
function urlOf({ server }: TestServer, path: string): string {
  const { mqtt, ocpp } = server.endpoints;
  const endpoint = [...mqtt, ...ocpp].find((one) => one.path === path);
  if (endpoint === undefined) throw new Error(`there is no ${path}`);
  return endpoint.url;
}

async function connect(t: Test, url: string, options: object = {}): Promise<TestMqttClient> {
  const client = await connectMqtt(url, 5, { ...mqttUser, ...options });
  t.teardown(() => client.client.endAsync(true));
  return client;
}

async function connectChargePoint(t: Test, url: string, identity: string) {
  const chargePoint = await openRaw({ url: `${url}/${identity}`, ...chargePointUser });
  t.teardown(() => chargePoint.terminate());
  return chargePoint;
}

async function stillServed(client: TestMqttClient): Promise<void> {
  await client.subscribe('still/here');
  await client.publish('still/here', 'yes');
  await client.next('still/here');
}

/** Certificate files, and how they are replaced: written beside, then moved over. */
function files(t: Test) {
  const folder = temporaryFolder(t);
  const [certfile, keyfile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const write = (file: string, text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  const replace = ({ cert, key }: CertificateOfTests) => {
    write(keyfile, key);
    write(certfile, cert);
  };
  replace(serverEc);
  return { ssl: { certfile, keyfile }, replace };
}

t.test('an MQTT listener is made, changed, stopped, started and removed while clients of others stay', async (t) => {
  const running = await startTestServer(t);
  const witness = await running.mqtt();
  const made = await running.api('POST /listeners', { type: 'tcp', name: 'more', bind: free, max_connections: 9 });
  t.match(made, { status: 200, json: { id: 'tcp:more', running: true, max_connections: 9 } });
  const url = urlOf(running, 'mqtt.listeners.tcp.more');
  const client = await connect(t, url);
  t.match(rowsOf(await running.api('GET /clients?username=csms')), [{}, {}]);

  const changed = await running.api('PUT /listeners/tcp:more', { max_connections: 1 });
  t.match(changed, { status: 200, json: { max_connections: 1 } });
  await stillServed(client);
  await t.rejects(connect(t, url), 'one is enough now');

  t.match(await running.api('POST /listeners/tcp:more/stop'), { status: 200, json: { running: false, enable: false } });
  await within('the close of its client', client.closed);
  await t.rejects(connect(t, url));
  t.match(await running.api('POST /listeners/tcp:more/start'), { status: 200, json: { running: true } });
  const again = await connect(t, urlOf(running, 'mqtt.listeners.tcp.more'));
  t.match(await running.api('POST /listeners/tcp:more/restart'), { status: 200, json: { running: true } });
  await within('the close by the restart', again.closed);
  await connect(t, urlOf(running, 'mqtt.listeners.tcp.more'));

  t.equal((await running.api('DELETE /listeners/tcp:more')).status, 204);
  t.throws(() => urlOf(running, 'mqtt.listeners.tcp.more'));
  t.equal((await running.api('GET /listeners/tcp:more')).status, 404);
  await stillServed(witness);
});

t.test('what is made stays after a restart, also what was removed stays away', async (t) => {
  const first = await startTestServer(t);
  await first.api('POST /listeners', { type: 'ws', name: 'more', bind: free, websocket: { path: '/other' } });
  t.equal((await first.api('DELETE /listeners/ws:default')).status, 204);
  await first.close();
  const second = await startTestServer(t, { folder: first.folder });
  t.match(urlOf(second, 'mqtt.listeners.ws.more'), /\/other$/);
  await connect(t, urlOf(second, 'mqtt.listeners.ws.more'));
  t.throws(() => urlOf(second, 'mqtt.listeners.ws.default'));
});

t.test('a listener that cannot be opened is refused with its path, and everything goes on as it was', async (t) => {
  const running = await startTestServer(t);
  const witness = await running.mqtt();
  const chargePoint = await running.chargePoint('CP1');
  const taken = `127.0.0.1:${await occupiedPort(t)}`;
  const [mqttBefore, ocppBefore] = [
    await running.api('GET /listeners'),
    await running.api('GET /gateways/ocpp/listeners'),
  ];
  const refused = async (line: string, body: object, message: RegExp) =>
    t.match(await running.api(line, body), { status: 400, json: { code: 'BAD_REQUEST', message } }, line);
  const inUse = /^bind: .*the port is in use by another program$/;
  await refused('POST /listeners', { type: 'tcp', name: 'more', bind: taken }, inUse);
  await refused('PUT /listeners/tcp:default', { bind: taken }, inUse);
  await refused('POST /gateways/ocpp/listeners', { type: 'ws', name: 'more', bind: taken }, inUse);
  await refused('PUT /gateways/ocpp/listeners/ocpp:ws:default', { bind: taken }, inUse);
  const ssl_options = { certfile: '/nowhere/c.pem', keyfile: '/nowhere/k.pem' };
  const unreadable = /^ssl_options\.certfile: .*there is no such file.*; ssl_options\.keyfile: /;
  await refused('POST /listeners', { type: 'tls', name: 'more', bind: free, ssl_options }, unreadable);
  await refused('POST /gateways/ocpp/listeners', { type: 'wss', name: 'more', bind: free, ssl_options }, unreadable);
  t.same((await running.api('GET /listeners')).json, mqttBefore.json);
  t.same((await running.api('GET /gateways/ocpp/listeners')).json, ocppBefore.json);
  await stillServed(witness);
  await chargePoint.ping();
  await chargePoint.nextControl('pong');
  await running.mqtt();
  await running.chargePoint('CP2');
});

t.test('an OCPP listener is made, changed and removed while charge points of others stay', async (t) => {
  const running = await startTestServer(t);
  const witness = await running.chargePoint('CP1');
  const made = await running.api('POST /gateways/ocpp/listeners', { type: 'ws', name: 'more', bind: free });
  t.match(made, { status: 201, json: { id: 'ocpp:ws:more', running: true } });
  const path = 'gateway.ocpp.listeners.ws.more';
  const one = await connectChargePoint(t, urlOf(running, path), 'CP2');
  const put = (body: object) => running.api('PUT /gateways/ocpp/listeners/ocpp:ws:more', body);
  t.match(await put({ enable_authn: false, max_connections: 77 }), { status: 200, json: { max_connections: 77 } });
  const open = await openRaw({ url: `${urlOf(running, path)}/CP3` });
  t.teardown(() => open.terminate());
  await one.ping();
  await one.nextControl('pong');
  t.match(await put({ proxy_protocol: true }), { status: 200 }, 'this needs another socket');
  t.match(await within('the close of its charge point', one.closed), { code: 1001 });
  t.equal((await running.api('DELETE /gateways/ocpp/listeners/ocpp:ws:more')).status, 204);
  t.throws(() => urlOf(running, path));
  await witness.ping();
  await witness.nextControl('pong');
});

for (const type of ['tls', 'wss'] as const) {
  t.test(`certificates of ${type} listeners are replaced without dropping a client`, async (t) => {
    const { ssl, replace } = files(t);
    const running = await startTestServer(t);
    const ssl_options = { ...ssl, reload_interval: '1s' };
    t.equal((await running.api('POST /listeners', { type, name: 'main', bind: free, ssl_options })).status, 200);
    const url = urlOf(running, `mqtt.listeners.${type}.main`);
    const port = Number(new URL(url).port);
    const client = await connect(t, url.replace('127.0.0.1', 'localhost'), { ca: authority });
    t.equal(await serialShown(t, port), serialOf(serverEc));
    const told = (message: string) => until(message, () => running.log.some(({ msg }) => msg === message));
    replace({ ...serverRenewed, key: 'no key' });
    await told('new certificates are no good; the old ones stay');
    t.equal(await serialShown(t, port), serialOf(serverEc));
    replace(serverRenewed);
    await told('new certificates are in force');
    t.equal(await serialShown(t, port), serialOf(serverRenewed));
    await stillServed(client);
  });
}

t.test('the PROXY protocol tells where MQTT clients come from, and nobody comes without it', async (t) => {
  const running = await startTestServer(t);
  const entry = { type: 'tcp', name: 'proxied', bind: free, proxy_protocol: true, proxy_protocol_timeout: '500ms' };
  t.equal((await running.api('POST /listeners', entry)).status, 200);
  const url = urlOf(running, 'mqtt.listeners.tcp.proxied');
  const port = Number(new URL(url).port);
  for (const [clientId, address, header] of [
    ['v1', '192.0.2.7', textHeader('192.0.2.7', 4711)],
    ['v2', '198.51.100.9', binaryHeader('198.51.100.9', 4712)],
    ['v6', '2001:db8::7', textHeader('2001:db8::7', 4713)],
  ] as const) {
    await connect(t, `mqtt://127.0.0.1:${await startProxy(t, port, header)}`, { clientId });
    t.match(objectOf(await running.api(`GET /clients/${clientId}`)), { ip_address: address }, clientId);
  }
  await t.rejects(connect(t, url));
  const ban = { as: 'peerhost', who: '192.0.2.7' };
  t.equal((await running.api('POST /banned', ban)).status, 200);
  await until('the end of the banned', async () => (await running.api('GET /clients/v1')).status === 404);
  t.equal((await running.api('GET /clients/v2')).status, 200);
});
