import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import t from 'tap';
import { Origins } from '../src/origins.ts';
import { authority, serverEc } from './fixtures/certificates.ts';
import { eventually } from './fixtures/eventually.ts';
import { ListenerRig } from './fixtures/listener-rig.ts';
import { ManualClock } from './fixtures/manual-clock.ts';
import { defaultOptions, listenerOptions } from './fixtures/options.ts';
import { startRelay } from './fixtures/relay.ts';

const trusting = (...trustedProxies: string[]) => ({ ...defaultOptions.access, trustedProxies });
const line = 'PROXY TCP4 203.0.113.7 10.0.0.1 4711 443\r\n';
const tls = {
  certificates: [serverEc],
  requestCert: false,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  identityRule: 'none',
} as const;

t.test('a charge point comes from its peer, whatever its headers say', async (t) => {
  const rig = await ListenerRig.start(t);
  const headers = { 'X-Forwarded-For': '203.0.113.7', Forwarded: 'for=203.0.113.9' };
  await rig.connect('CP1', { headers });
  rig.access = trusting('10.0.0.0/8');
  await rig.connect('CP2', { headers });
  t.match(rig.admissions, [{ remoteAddress: '127.0.0.1' }, { remoteAddress: '127.0.0.1' }]);
  t.ok(rig.admissions.every(({ remotePort }) => remotePort > 0));
});

t.test('a trusted proxy is believed, from the moment on that it is trusted', async (t) => {
  const rig = await ListenerRig.start(t);
  const headers = { 'X-Forwarded-For': '198.51.100.1, 203.0.113.7' };
  await rig.connect('CP1', { headers });
  rig.access = trusting('127.0.0.0/8');
  await rig.connect('CP2', { headers });
  await rig.connect('CP3', { headers: { Forwarded: 'for="203.0.113.7:4711"' } });
  t.match(rig.admissions, [
    { remoteAddress: '127.0.0.1' },
    { remoteAddress: '203.0.113.7', remotePort: 0 },
    { remoteAddress: '203.0.113.7', remotePort: 4_711 },
  ]);
  t.match(await rig.refusal('CP4', { headers: { Forwarded: '"' } }), { status: 400, body: /Forwarded/ });
});

t.test('credentials and log are given the address that is believed', async (t) => {
  const rig = await ListenerRig.start(t);
  rig.access = trusting('127.0.0.1');
  await rig.refusal('CP1', { password: 'wrong', headers: { 'X-Forwarded-For': '203.0.113.7' } });
  t.match(rig.log.entries, [{ level: 'warn', fields: { remoteAddress: '203.0.113.7', status: 401 } }]);
  t.strictSame(
    rig.credentials.logins.map(({ remoteAddress }) => remoteAddress),
    ['203.0.113.7'],
  );
});

t.test('on a socket of both families an IPv4 peer is shown as what it is', async (t) => {
  const server = createServer();
  const [options, clock] = [() => listenerOptions, new ManualClock()];
  const origins = new Origins({ server, options, clock, trustedProxies: () => [], onRefused: () => {} });
  const peerOf = (remoteAddress: string | undefined) => origins.peerOf({ remoteAddress, remotePort: 9 } as Socket);
  t.strictSame(peerOf('::ffff:192.0.2.1'), { address: '192.0.2.1', port: 9 });
  t.strictSame(peerOf('2001:db8::1'), { address: '2001:db8::1', port: 9 });
  t.strictSame(peerOf(undefined), { address: '', port: 9 }, 'one that is gone has none');
});

for (const type of ['ws', 'wss'] as const) {
  const secured = type === 'wss' ? { type, tls } : { type };
  const proxied = { ...secured, proxyProtocol: true };
  const client = type === 'wss' ? { tls: { ca: authority } } : {};

  t.test(`${type}: the address of the PROXY header is that of the charge point`, async (t) => {
    const rig = await ListenerRig.start(t, proxied);
    const v6 = Buffer.from('0d0a0d0a000d0a515549540a2121002420010db8000000000000000000000007'.padEnd(96, '0'), 'hex');
    const binary = Buffer.concat([v6, Buffer.from('126701bb', 'hex')]);
    const headers: (string | Buffer)[][] = [
      [line],
      [line.slice(0, 9), line.slice(9, -1), line.slice(-1)],
      [binary],
      line.split(''),
    ];
    for (const parts of headers) {
      const { port } = await startRelay(t, rig.port, parts);
      const raw = await rig.connect('CP1', { ...client, url: `${type}://127.0.0.1:${port}/ocpp/CP1` });
      rig.admissions.at(-1)?.socket.send('hello');
      t.equal(await raw.next(), 'hello');
    }
    const told = rig.admissions.map(({ remoteAddress, remotePort }) => `${remoteAddress} ${remotePort}`);
    t.strictSame(told, ['203.0.113.7 4711', '203.0.113.7 4711', '2001:db8::7 4711', '203.0.113.7 4711']);
    t.strictSame(rig.log.messages('warn'), []);
  });

  t.test(`${type}: without a PROXY header nobody gets anywhere, in time`, async (t) => {
    const rig = await ListenerRig.start(t, proxied);
    await t.rejects(rig.connect('CP1', client), { code: 'CONNECTION_FAILED' });
    const silent = connect({ port: rig.port, host: '127.0.0.1' });
    await once(silent, 'connect');
    await eventually(() => rig.clock.delays.length === 1);
    const closed = once(silent, 'close');
    rig.clock.advance(listenerOptions.proxyProtocolTimeoutMs);
    await closed;
    const expected = [/does not begin with a PROXY/, /no PROXY header came in time/];
    t.match(rig.log.messages('warn'), expected);
    t.equal(rig.listener.status().connections, 0);
  });
}

t.test('a PROXY header is taken from trusted proxies only, once there are any', async (t) => {
  const rig = await ListenerRig.start(t, { proxyProtocol: true });
  const { port } = await startRelay(t, rig.port, [line]);
  const url = `ws://127.0.0.1:${port}/ocpp/CP1`;
  rig.access = trusting('10.0.0.0/8');
  await t.rejects(rig.connect('CP1', { url }), { code: 'CONNECTION_FAILED' });
  t.match(rig.log.entries, [{ fields: { remoteAddress: '127.0.0.1' }, message: /not a trusted proxy/ }]);
  rig.access = trusting('10.0.0.0/8', '127.0.0.1');
  await rig.connect('CP1', { url });
  t.match(rig.admissions, [{ remoteAddress: '203.0.113.7', remotePort: 4_711 }]);
});

t.test('behind a PROXY header it is its address that has to be trusted for the headers of the request', async (t) => {
  const rig = await ListenerRig.start(t, { proxyProtocol: true });
  const { port } = await startRelay(t, rig.port, [line]);
  const opening = { url: `ws://127.0.0.1:${port}/ocpp/CP1`, headers: { 'X-Forwarded-For': '192.0.2.1' } };
  rig.access = trusting('127.0.0.1');
  await rig.connect('CP1', opening);
  rig.access = trusting('127.0.0.1', '203.0.113.7');
  await rig.connect('CP1', opening);
  t.match(rig.admissions, [{ remoteAddress: '203.0.113.7' }, { remoteAddress: '192.0.2.1' }]);
});

t.test('strangers without a header fill no log', async (t) => {
  const rig = await ListenerRig.start(t, { proxyProtocol: true });
  for (let count = 0; count < 20; count += 1) await t.rejects(rig.connect('CP1'));
  t.equal(rig.log.messages('warn').length, 10);
  rig.clock.advance(1_000);
  await t.rejects(rig.connect('CP1'));
  t.equal(rig.log.messages('warn').length, 11);
});

t.test('a listener that closes does not wait for headers beyond its grace', async (t) => {
  const rig = await ListenerRig.start(t, { proxyProtocol: true });
  const silent = connect({ port: rig.port, host: '127.0.0.1' });
  await once(silent, 'connect');
  await eventually(() => rig.clock.delays.length === 1);
  const closed = once(silent, 'close');
  const closing = rig.listener.close(1_000);
  rig.clock.advance(1_000);
  await closing;
  await closed;
  t.strictSame(rig.clock.delays, [], 'no timer is left');
});
