import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openListeners } from '../src/open-listeners.ts';
import { certificate, certificateKey } from './fixtures/certificate.ts';
import { openRooms } from './fixtures/rooms.ts';
import { problemsOf } from './fixtures/settings.ts';

const free = '127.0.0.1:0';

type Binds = {
  readonly api?: string;
  readonly tcp?: string;
  readonly ws?: string;
  readonly ocpp?: string;
  readonly more?: object;
};

const documentOf = ({ api = free, tcp = free, ws = free, ocpp = free, more = {} }: Binds) => ({
  api: { bind: api },
  mqtt: { listeners: { tcp: { default: { bind: tcp } }, ws: { default: { bind: ws } }, ...more } },
  gateway: { ocpp: { listeners: { ws: { default: { bind: ocpp } } } } },
});

async function openAll(t: Test, binds: Binds) {
  const rooms = await openRooms(t, documentOf(binds));
  return openListeners(rooms.settings.current, rooms.listeners, rooms.api);
}

/** A port that another program holds until `t` ends. */
async function takenPort(t: Test): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return connected;
}

t.test('every listener opens, and its URL has the port that the system gave', async (t) => {
  const { api, mqtt, ocpp } = await openAll(t, {});
  t.strictSame(
    [...ocpp, ...mqtt, api].map(({ path }) => path),
    ['gateway.ocpp.listeners.ws.default', 'mqtt.listeners.tcp.default', 'mqtt.listeners.ws.default', 'api'],
  );
  t.strictSame(
    [...ocpp, ...mqtt, api].map(({ url, port }) => url.replace(String(port), 'PORT')),
    ['ws://127.0.0.1:PORT/ocpp', 'mqtt://127.0.0.1:PORT', 'ws://127.0.0.1:PORT/mqtt', 'http://127.0.0.1:PORT'],
  );
  for (const { path, port } of [...ocpp, ...mqtt, api]) t.ok(await answers(port), path);
  const { status } = await fetch(`${api.url}/status`);
  t.equal(status, 200);
});

t.test('listeners with TLS open with their certificates', async (t) => {
  const folder = t.testdir({ 'cert.pem': certificate, 'key.pem': certificateKey });
  const ssl_options = { certfile: join(folder, 'cert.pem'), keyfile: join(folder, 'key.pem') };
  const secured = { default: { bind: free, ssl_options } };
  const { mqtt } = await openAll(t, { more: { tls: secured, wss: secured } });
  t.strictSame(
    mqtt.map(({ url, port }) => url.replace(String(port), 'PORT')),
    ['mqtt://127.0.0.1:PORT', 'mqtts://127.0.0.1:PORT', 'ws://127.0.0.1:PORT/mqtt', 'wss://127.0.0.1:PORT/mqtt'],
  );
});

t.test('a port in use is named by the path of its setting, whoever wanted it', async (t) => {
  const port = await takenPort(t);
  const taken = `127.0.0.1:${port}`;
  for (const [binds, path] of [
    [{ api: taken }, 'api.bind'],
    [{ tcp: taken }, 'mqtt.listeners.tcp.default.bind'],
    [{ ws: taken }, 'mqtt.listeners.ws.default.bind'],
    [{ ocpp: taken }, 'gateway.ocpp.listeners.ws.default.bind'],
  ] as const) {
    t.strictSame(await problemsOf(() => openAll(t, binds)), [
      `${path}: ${taken}: the port is in use by another program`,
    ]);
  }
});

t.test('everything that keeps a listener from opening is named at once', async (t) => {
  const [api, tcp, ocpp] = [await takenPort(t), await takenPort(t), await takenPort(t)];
  const missing = join(t.testdirName, 'no.pem');
  const tls = { default: { bind: free, ssl_options: { certfile: missing, keyfile: missing } } };
  const at = (port: number) => `127.0.0.1:${port}`;
  const problems = await problemsOf(() => openAll(t, { api: at(api), tcp: at(tcp), ocpp: at(ocpp), more: { tls } }));
  const ssl = 'mqtt.listeners.tls.default.ssl_options';
  t.strictSame(problems, [
    `mqtt.listeners.tcp.default.bind: ${at(tcp)}: the port is in use by another program`,
    `${ssl}.certfile: ${missing} cannot be read: there is no such file or folder`,
    `${ssl}.keyfile: ${missing} cannot be read: there is no such file or folder`,
    `gateway.ocpp.listeners.ws.default.bind: ${at(ocpp)}: the port is in use by another program`,
    `api.bind: ${at(api)}: the port is in use by another program`,
  ]);
});

t.test('an address that this machine does not have is named', async (t) => {
  // Of the block that RFC 5737 keeps for documentation.
  t.strictSame(await problemsOf(() => openAll(t, { tcp: '192.0.2.1:0' })), [
    'mqtt.listeners.tcp.default.bind: 192.0.2.1:0: this machine has no such address',
  ]);
  t.strictSame(await problemsOf(() => openAll(t, { ocpp: '[2001:db8::1]:0' })), [
    'gateway.ocpp.listeners.ws.default.bind: [2001:db8::1]:0: this machine has no such address',
  ]);
});
