import { once } from 'node:events';
import { createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import t from 'tap';
import { authority, clientOfCommonName, serverEc, serverRenewed } from './fixtures/certificates.ts';
import { eventually } from './fixtures/eventually.ts';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { listenerOptions } from './fixtures/options.ts';

const { id } = listenerOptions;
const tls = {
  certificates: [serverEc],
  requestCert: false,
  rejectUnauthorized: false,
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  identityRule: 'none',
} as const;

t.test('limits, paths and subprotocols change under the charge points', async (t) => {
  const rig = await GatewayRig.start(t);
  const [before] = rig.gateway.listeners();
  const raw = await rig.connect('CP1');
  const changed = {
    ...listenerOptions,
    port: before?.port ?? 0,
    path: '/ocpp/new',
    connectionsMax: 7,
    subprotocols: ['ocpp1.6'],
  };
  t.strictSame(await rig.gateway.change(id, changed), {
    ...before,
    path: '/ocpp/new',
    connections: 1,
    connectionsMax: 7,
  });
  t.match(await rig.refusal('CP2'), { status: 404 });
  t.match(await rig.refusal('new/CP2', { subprotocols: ['ocpp2.1'] }), { status: 400 });
  await rig.connect('new/CP2', { subprotocols: ['ocpp1.6'] });
  await rig.beat(raw, 'CP1', 'still-here');
  t.equal(rig.gateway.clients().length, 2);
});

t.test('a rate that is lowered holds at once', async (t) => {
  const rig = await GatewayRig.start(t);
  await rig.gateway.change(id, { ...listenerOptions, connectionRateMax: 1 });
  await rig.connect('CP1');
  t.match(await rig.refusal('CP2'), { status: 503, body: /at once/ });
});

t.test('what needs another listener closes the charge points with 1001, and listens on the same port', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const [before] = rig.gateway.listeners();
  const { port = 0 } = before ?? {};
  const changed = { ...listenerOptions, port, type: 'wss' as const, tls };
  t.match(await rig.gateway.change(id, changed), { id, type: 'wss', port, running: true });
  t.match(await raw.closed, { code: 1001 });
  rig.origin = rig.origin.replace('ws:', 'wss:');
  await rig.connect('CP1', { tls: { ca: authority } });
  t.equal(rig.gateway.listeners().length, 1);
});

t.test('when the new one cannot be opened, the old one goes on with all its charge points', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const [before] = rig.gateway.listeners();
  // An address for documentation (RFC 5737), which no machine has.
  const elsewhere = { ...listenerOptions, port: before?.port ?? 0, host: '192.0.2.1' };
  await t.rejects(rig.gateway.change(id, elsewhere), { code: 'EADDRNOTAVAIL' });
  await t.rejects(rig.gateway.change(id, { ...elsewhere, type: 'wss' }), /no certificate/);
  t.match(rig.gateway.listeners(), [{ ...before, connections: 1 }]);
  await rig.beat(raw, 'CP1', 'still-here');
  await rig.connect('CP2');
});

t.test('when neither can be opened the charge points stay, and a later change opens it', async (t) => {
  const rig = await GatewayRig.start(t);
  const raw = await rig.connect('CP1');
  const { port } = rig.gateway.listeners()[0] ?? { port: 0 };
  // While the system looks for a name that cannot be, the port is free.
  const changing = rig.gateway.change(id, { ...listenerOptions, port, host: 'x'.repeat(300) });
  await Promise.resolve();
  const squatter = createServer().listen(port, '127.0.0.1');
  await once(squatter, 'listening');
  await t.rejects(changing, /; nor as before: .*EADDRINUSE/);
  t.match(rig.gateway.listeners(), [{ port, running: false, connections: 1 }]);
  await rig.beat(raw, 'CP1', 'still-here');
  await new Promise((resolve) => squatter.close(resolve));
  t.match(await rig.gateway.change(id, { ...listenerOptions, port }), { port, running: true });
});

t.test(
  'certificates change with the options, unless they are no good; another rule needs another listener',
  async (t) => {
    const rig = await GatewayRig.start(t, { listener: { type: 'wss', tls } });
    const raw = await rig.connect('CP1', { tls: { ca: authority } });
    const { port } = rig.gateway.listeners()[0] ?? { port: 0 };
    const serial = async () => {
      const socket = connectTls({ port, host: '127.0.0.1', ca: authority });
      await once(socket, 'secureConnect');
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    const first = await serial();
    const secured = { ...listenerOptions, type: 'wss' as const };
    await t.rejects(rig.gateway.change(id, { ...secured, tls: { ...tls, certificates: [] } }), /no certificate/);
    t.equal(await serial(), first);
    await rig.gateway.change(id, { ...secured, tls: { ...tls, certificates: [serverRenewed] } });
    t.not(await serial(), first);
    rig.gateway.replaceCertificates(id, tls);
    t.equal(await serial(), first);
    await rig.gateway.change(id, { ...secured, tls: { ...tls, certificates: [serverRenewed] } });
    t.not(await serial(), first, 'it knows what was replaced in between');
    await rig.beat(raw, 'CP1', 'still-here');
    const demanding = { ...tls, ca: authority, requestCert: true, rejectUnauthorized: true };
    await rig.gateway.change(id, { ...secured, port, tls: demanding });
    t.match(await raw.closed, { code: 1001 });
    const known = await rig.connect('CP1', { tls: { ca: authority, ...clientOfCommonName } });
    await rig.gateway.change(id, { ...secured, port, tls: { ...demanding, identityRule: 'cn' } });
    t.match(await known.closed, { code: 1001 });
    t.match(await rig.refusal('CP2', { tls: { ca: authority, ...clientOfCommonName } }), { status: 403 });
    await rig.connect('CP1', { tls: { ca: authority, ...clientOfCommonName } });
  },
);

t.test('a listener is taken away with its charge points, and no others', async (t) => {
  const rig = await GatewayRig.start(t);
  const other = await rig.connect('CP1');
  const { port } = await rig.gateway.listen({ ...listenerOptions, id: 'ocpp:ws:two', name: 'two' });
  await t.rejects(rig.gateway.listen({ ...listenerOptions, id: 'ocpp:ws:two' }), /there already/);
  const first = rig.origin;
  rig.origin = `ws://127.0.0.1:${port}`;
  const raw = await rig.connect('CP2');
  await rig.gateway.unlisten('ocpp:ws:two');
  t.match(await raw.closed, { code: 1001, reason: 'the listener is closed' });
  await t.rejects(rig.connect('CP2'), { code: 'CONNECTION_FAILED' });
  await eventually(() => rig.gateway.clients().length === 1);
  rig.origin = first;
  await rig.beat(other, 'CP1', 'still-here');
  await rig.gateway.unlisten('ocpp:ws:two');
  await t.rejects(rig.gateway.change('ocpp:ws:two', listenerOptions), /no listener ocpp:ws:two/);
});

t.test('what is asked of one id is done one after the other, and nothing once the gateway is closed', async (t) => {
  const rig = await GatewayRig.start(t);
  const asked = [
    rig.gateway.unlisten(id),
    rig.gateway.listen(listenerOptions),
    rig.gateway.change(id, { ...listenerOptions, connectionsMax: 7 }),
  ];
  await Promise.all(asked);
  t.match(rig.gateway.listeners(), [{ connectionsMax: 7, running: true }]);
  const opening = rig.gateway.listen({ ...listenerOptions, id: 'ocpp:ws:late' });
  await Promise.resolve();
  await rig.close();
  t.match(await opening, { running: true }, 'what had begun was done, and undone');
  t.strictSame(rig.gateway.listeners(), []);
  await t.rejects(rig.gateway.listen(listenerOptions), /closed/);
  await t.rejects(rig.gateway.change(id, listenerOptions), /closed/);
  await rig.gateway.unlisten(id);
});
