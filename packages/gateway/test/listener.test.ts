import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { eventually } from './fixtures/eventually.ts';
import { ListenerRig } from './fixtures/listener-rig.ts';
import { blank } from './fixtures/memory-stores.ts';
import { listenerOptions } from './fixtures/options.ts';

/** Sends the lines of an HTTP request and gives the whole answer. */
async function exchange(port: number, lines: readonly string[]): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return text(socket);
}

const authorization = `Authorization: Basic ${Buffer.from('user:secret').toString('base64')}`;
const upgrade = ['GET /ocpp/CP1 HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket', authorization];
const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';

t.test('the status tells the port that the system chose, and how full it is', async (t) => {
  const rig = await ListenerRig.start(t);
  const { id, type, name, host, path, connectionsMax } = listenerOptions;
  const status = { id, type, name, host, port: rig.port, path, running: true, connections: 0, connectionsMax };
  t.not(rig.port, 0);
  t.strictSame(rig.listener.status(), status);
  const raw = await rig.connect('CP1');
  t.strictSame(rig.listener.status(), { ...status, connections: 1 });
  await raw.close();
  await eventually(() => rig.listener.status().connections === 0);
});

t.test("a port in use is the system's error", async (t) => {
  const rig = await ListenerRig.start(t);
  const second = new ListenerRig({ port: rig.port });
  await t.rejects(second.listener.listen(), { code: 'EADDRINUSE' });
});

t.test('an admission tells who came, how, and what was loaded of it', async (t) => {
  const rig = await ListenerRig.start(t);
  rig.load = async (identity) => ({ ...blank, vendor: `of ${identity}` });
  await rig.connect('CP1');
  const [admission] = rig.admissions;
  t.match(admission, {
    handshake: { identity: 'CP1', username: 'user', version: '1.6' },
    stored: { vendor: 'of CP1' },
    listenerId: 'ocpp:ws:default',
    remoteAddress: '127.0.0.1',
  });
  t.ok(admission !== undefined && admission.remotePort > 0);
});

t.test('plain HTTP is answered with 426', async (t) => {
  const rig = await ListenerRig.start(t);
  const response = await fetch(`http://127.0.0.1:${rig.port}/ocpp/CP1`);
  t.equal(response.status, 426);
  t.equal(response.headers.get('upgrade'), 'websocket');
  t.match(await response.text(), '/ocpp/<identity>');
});

t.test('an upgrade that is no WebSocket handshake is answered with 400, and holds no seat', async (t) => {
  const rig = await ListenerRig.start(t);
  const version = 'Sec-WebSocket-Version: 13';
  t.match(await exchange(rig.port, [...upgrade, version]), /^HTTP\/1\.1 400 .*Sec-WebSocket-Key/s, 'no key');
  t.match(await exchange(rig.port, [...upgrade, key]), /^HTTP\/1\.1 400 .*Sec-WebSocket-Version/s, 'no version');
  const twice = 'Sec-WebSocket-Protocol: ocpp1.6, ocpp1.6';
  t.match(await exchange(rig.port, [...upgrade, key, version, twice]), /^HTTP\/1\.1 400 /, 'a name twice');
  const other = upgrade.with(3, 'Upgrade: h2c');
  t.match(await exchange(rig.port, [...other, key, version]), /^HTTP\/1\.1 400 /, 'another protocol');
  t.equal(rig.listener.status().connections, 0);
  t.strictSame(rig.admissions, []);
  t.equal(rig.log.messages('warn').length, 4);
});

t.test('exactly one subprotocol is echoed, none where none was offered', async (t) => {
  const rig = await ListenerRig.start(t);
  const chosen = await rig.connect('CP1', { subprotocols: ['ocpp9', 'ocpp1.6', 'ocpp2.0.1'] });
  t.equal(chosen.headers['sec-websocket-protocol'], 'ocpp1.6');
  const none = await rig.connect('CP2', { subprotocols: [] });
  t.equal(none.headers['sec-websocket-protocol'], undefined);
  t.match(
    rig.admissions.map(({ handshake }) => handshake.version),
    ['1.6', '1.6'],
  );
});

t.test('a client that offers only others is refused, or upgraded without a header and closed with 1002', async (t) => {
  const refusing = await ListenerRig.start(t);
  t.match(await refusing.refusal('CP1', { subprotocols: ['ocpp9'] }), {
    status: 400,
    body: /ocpp1\.6, ocpp2\.0\.1, ocpp2\.1/,
  });
  const rig = await ListenerRig.start(t, { unsupportedSubprotocol: 'accept_then_close' });
  const raw = await rig.connect('CP1', { subprotocols: [], headers: { 'Sec-WebSocket-Protocol': 'ocpp9' } });
  t.equal(raw.headers['sec-websocket-protocol'], undefined);
  t.strictSame(await raw.closed, { code: 1002, reason: 'spoken here: ocpp1.6, ocpp2.0.1, ocpp2.1' });
  t.strictSame(rig.admissions, []);
});

t.test('one that is told so and does not close is cut off', async (t) => {
  const rig = await ListenerRig.start(t, { unsupportedSubprotocol: 'accept_then_close' });
  const socket = connect({ port: rig.port, host: '127.0.0.1' });
  await once(socket, 'connect');
  const offer = [key, 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Protocol: ocpp9'];
  socket.write(`${[...upgrade, ...offer].join('\r\n')}\r\n\r\n`);
  let received = '';
  socket.on('data', (bytes: Buffer) => {
    received += bytes.toString('latin1');
  });
  await eventually(() => received.includes('spoken here'));
  const closed = once(socket, 'close');
  rig.clock.advance(2_000);
  await closed;
  await eventually(() => rig.listener.status().connections === 0);
});

t.test('compression is agreed where the listener offers it', async (t) => {
  const rig = await ListenerRig.start(t);
  t.match((await rig.connect('CP1', { compress: true })).extensions, /permessage-deflate/);
  t.equal((await rig.connect('CP2')).extensions, '');
  const plain = await ListenerRig.start(t, { compress: false });
  t.equal((await plain.connect('CP1', { compress: true })).extensions, '');
});

t.test('with 2.x it is agreed whatever the listener offers, also where the version is only assumed', async (t) => {
  const rig = await ListenerRig.start(t, { compress: false });
  rig.access = { ...rig.access, usernameMustBeIdentity: 'never' };
  rig.assumedVersion = (identity) => (identity === 'CP4' ? '2.1' : '1.6');
  const extensions = async (identity: string, subprotocols: readonly string[]) =>
    (await rig.connect(identity, { compress: true, subprotocols })).extensions;
  t.match(await extensions('CP1', ['ocpp2.0.1']), /permessage-deflate/);
  t.match(await extensions('CP2', ['ocpp2.1']), /permessage-deflate/);
  t.equal(await extensions('CP3', ['ocpp1.6', 'ocpp2.1']), '');
  t.match(await extensions('CP4', []), /permessage-deflate/);
  t.equal(await extensions('CP5', []), '');
});

t.test('who offers no subprotocol is taken for what is assumed of it, if that is spoken here', async (t) => {
  const rig = await ListenerRig.start(t, { subprotocols: ['ocpp2.0.1'] });
  rig.access = { ...rig.access, usernameMustBeIdentity: 'never' };
  rig.assumedVersion = (identity) => (identity === 'CP1' ? '2.0.1' : '1.6');
  const raw = await rig.connect('CP1', { subprotocols: [] });
  t.equal(raw.subprotocol, '');
  t.match(rig.admissions, [{ handshake: { version: '2.0.1' } }]);
  t.match(await rig.refusal('CP2', { subprotocols: [] }), { status: 400, body: /OCPP 1\.6; spoken here: ocpp2\.0\.1/ });
});

t.test('the bound of a frame holds for its inflated size, and for connections made after a change', async (t) => {
  const rig = await ListenerRig.start(t);
  rig.frameBytesMax = 1_000;
  const bomb = await rig.connect('CP1', { compress: true });
  const before = await rig.connect('CP2');
  rig.frameBytesMax = 2_000;
  const after = await rig.connect('CP3');
  await bomb.send('x'.repeat(1_001));
  await before.send('x'.repeat(1_001));
  t.equal((await bomb.closed).code, 1009);
  t.equal((await before.closed).code, 1009);
  const sizes: number[] = [];
  rig.admissions[2]?.socket.on('message', (data) => sizes.push(String(data).length));
  await after.send('x'.repeat(1_001));
  await eventually(() => sizes.length === 1);
  t.strictSame(sizes, [1_001]);
});

t.test('a store that fails costs one connection, and is told', async (t) => {
  const rig = await ListenerRig.start(t);
  rig.credentials.beforeVerdict = () => Promise.reject(new Error('disk full'));
  await t.rejects(rig.connect('CP1'), { code: 'CONNECTION_FAILED' });
  t.match(rig.log.entries, [{ level: 'error', fields: { err: { message: 'disk full' } } }]);
  t.equal(rig.listener.status().connections, 0);
});

t.test('a listener for TLS needs a certificate', async (t) => {
  t.throws(() => new ListenerRig({ type: 'wss' }), /certificate/);
});
