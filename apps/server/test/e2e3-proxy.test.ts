// Shows of issue 3: "Trusted-proxy list for forwarded addresses and PROXY protocol v1/v2 written to survive split and malformed headers".

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { openRaw, openRefused } from '@ocpp-broker/simulator';
import t, { type Test } from 'tap';
import { authority } from './fixtures/certificates.ts';
import { binaryHeader, startProxy, textHeader } from './fixtures/running-proxy.ts';
import { chargePointUser, startTestServer, type TestServer } from './fixtures/running-server.ts';
import { changeSettings, clientOf } from './fixtures/running-settings.ts';
import { startTlsServer } from './fixtures/running-tls.ts';
import { until, within } from './fixtures/running-wait.ts';

const proxied = { proxy_protocol: true, proxy_protocol_timeout: '5s' };

async function startBehindProxy(
  t: Test,
  listener = proxied,
): Promise<{ readonly running: TestServer; readonly port: number }> {
  const listeners = { ws: { default: listener } };
  const running = await startTestServer(t, { settings: { gateway: { ocpp: { listeners } } } });
  return { running, port: Number(new URL(running.urls.ocpp).port) };
}

for (const [name, header, address, port] of [
  ['version 1', textHeader('203.0.113.7', 50_001), '203.0.113.7', 50_001],
  ['version 1 with IPv6', textHeader('2001:db8::7', 50_002), '2001:db8::7', 50_002],
  ['version 2', binaryHeader('203.0.113.8', 50_003), '203.0.113.8', 50_003],
] as const) {
  t.test(`the PROXY protocol, ${name}, tells where a charge point comes from, however its header is cut`, async (t) => {
    const server = await startBehindProxy(t);
    for (const pieceBytes of [1, 7, 1_000]) {
      const proxy = await startProxy(t, server.port, header, pieceBytes);
      const chargePoint = await openRaw({ url: `ws://127.0.0.1:${proxy}/ocpp/CP1`, ...chargePointUser });
      t.match(await clientOf(server.running, 'CP1'), { ip_address: address, port }, `in pieces of ${pieceBytes}`);
      await chargePoint.close();
    }
    const refusedAt = await startProxy(t, server.port, header);
    const wrong = { url: `ws://127.0.0.1:${refusedAt}/ocpp/CP1`, username: 'x', password: 'y' };
    t.equal((await openRefused(wrong)).status, 401);
    t.ok(server.running.log.some(({ remoteAddress, status }) => remoteAddress === address && status === 401));
  });

  t.test(`the PROXY protocol, ${name}, goes before TLS`, async (t) => {
    const server = await startTlsServer(t, { listener: proxied });
    const proxy = await startProxy(t, server.port, header);
    const url = `wss://127.0.0.1:${proxy}/ocpp/CP1`;
    const chargePoint = await openRaw({ url, ...chargePointUser, tls: { ca: authority } });
    t.teardown(() => chargePoint.terminate());
    t.match(await clientOf(server.running, 'CP1'), { ip_address: address, port, listener: 'ocpp:wss:main' });
  });
}

t.test(
  'a connection without the header, with half of it or with a broken one is closed, and others go on',
  async (t) => {
    const { running, port } = await startBehindProxy(t, { ...proxied, proxy_protocol_timeout: '100ms' });
    await t.rejects(openRaw({ url: `${running.urls.ocpp}/CP1`, ...chargePointUser }));
    const whole = textHeader('203.0.113.7', 50_001);
    for (const bytes of [
      whole.subarray(0, 20),
      Buffer.from('PROXY TCP4 999.0.0.1 127.0.0.1 1 2\r\nGET / HTTP/1.1\r\n\r\n'),
      Buffer.from(`PROXY TCP4 ${'1'.repeat(200)}`),
      Buffer.concat([binaryHeader('203.0.113.8', 1).subarray(0, 12), Buffer.from([0x31, 0x11, 0, 12])]),
      Buffer.from([0x0d]),
      Buffer.alloc(0),
    ]) {
      const socket = connect(port, '127.0.0.1');
      socket.write(bytes);
      t.equal(await closed(socket), '', JSON.stringify(bytes.toString('latin1').slice(0, 40)));
    }
    const proxy = await startProxy(t, port, whole, whole.length);
    const chargePoint = await openRaw({ url: `ws://127.0.0.1:${proxy}/ocpp/CP1`, ...chargePointUser });
    t.teardown(() => chargePoint.terminate());
    t.match(await clientOf(running, 'CP1'), { ip_address: '203.0.113.7' });
    t.ok(await until('a line of the log', () => running.log.some(({ msg }) => msg.startsWith('connection refused: '))));
  },
);

t.test(
  'a forwarded address is believed of trusted proxies only, and the list can be changed while the server runs',
  async (t) => {
    const running = await startTestServer(t);
    const seen = async (headers: Readonly<Record<string, string>>) => {
      const chargePoint = await running.chargePoint('CP1', { headers });
      const { ip_address } = await clientOf(running, 'CP1');
      await chargePoint.close();
      return ip_address;
    };
    const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' };
    t.equal(await seen(forwarded), '127.0.0.1', 'nobody is trusted by default');
    await changeSettings(t, running, { trusted_proxies: ['127.0.0.0/8'] });
    t.equal(await seen(forwarded), '203.0.113.7', 'what is further left may have been written by anybody');
    t.equal(await seen({ forwarded: 'for="[2001:db8::7]:4711";proto=wss' }), '2001:db8::7');
    t.equal(await seen({}), '127.0.0.1');
    await changeSettings(t, running, { trusted_proxies: ['127.0.0.0/8', '203.0.113.7'] });
    t.equal(await seen(forwarded), '198.51.100.1');
    await changeSettings(t, running, { trusted_proxies: ['10.0.0.0/8'] });
    t.equal(await seen(forwarded), '127.0.0.1');
  },
);

/** Everything that came on a socket until its end. */
async function closed(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (bytes) => {
    text += bytes.toString();
  });
  socket.on('error', () => {});
  await within('the end of a socket', once(socket, 'close'));
  return text;
}
