import { X509Certificate } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gateway } from '@ocpp-broker/gateway';
import { openRaw } from '@ocpp-broker/simulator';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { followCertificates, watchCertificates } from '../src/certificate-watch.ts';
import { ocppListeners, ocppTls } from '../src/gateway-options.ts';
import { certificatePaths } from '../src/listener-files.ts';
import { authority, serverEc, serverRenewed } from './fixtures/certificates.ts';
import { openRooms } from './fixtures/rooms.ts';
import { temporaryFolder } from './fixtures/running-server.ts';
import { Inbox } from './fixtures/running-wait.ts';
import { settingsOf } from './fixtures/settings.ts';
import { serialShown } from './fixtures/tls-peer.ts';

const path = 'gateway.ocpp.listeners.wss.main';
const serialOf = ({ cert }: { readonly cert: string }) => new X509Certificate(cert).serialNumber;

/** Files of a certificate and its key, and how they are replaced. */
function files(t: Test) {
  const folder = temporaryFolder(t);
  const certfile = join(folder, 'cert.pem');
  const keyfile = join(folder, 'key.pem');
  writeFileSync(certfile, serverEc.cert);
  writeFileSync(keyfile, serverEc.key);
  return {
    ssl: { certfile, keyfile },
    // As certificate tools do it: written beside, then moved over.
    replace: (file: 'certfile' | 'keyfile', text: string) => {
      writeFileSync(join(folder, 'new'), text);
      renameSync(join(folder, 'new'), { certfile, keyfile }[file]);
    },
    remove: () => rmSync(certfile),
  };
}

async function watched(t: Test) {
  const file = files(t);
  const listeners = { ws: { default: null }, wss: { main: { bind: '127.0.0.1:0', ssl_options: file.ssl } } };
  const ocpp = { authentication: { enable: false }, listeners };
  const rooms = await openRooms(t, { gateway: { ocpp } });
  const settings = rooms.settings.current.gateway.ocpp;
  const [plan] = ocppListeners(settings);
  const listener = settings.listeners.wss.main;
  if (plan === undefined || listener === undefined) throw new Error('there is no listener');
  const { port } = await rooms.gateway.listen(plan.options());
  const outcomes = new Inbox<'reloaded' | { readonly refused: string }>();
  const stop = watchCertificates({
    path,
    files: certificatePaths(listener.ssl_options),
    intervalMs: 2,
    reload: () => rooms.gateway.replaceCertificates('ocpp:wss:main', ocppTls(listener, path)),
    onReloaded: () => outcomes.put('reloaded'),
    onRefused: (_path, error) => outcomes.put({ refused: String(error) }),
  });
  t.teardown(stop);
  return { file, port, outcomes, stop };
}

t.test('new connections see a new certificate, and the sockets that stand go on', async (t) => {
  const { file, port, outcomes } = await watched(t);
  t.equal(await serialShown(t, port), serialOf(serverEc));
  const url = `wss://127.0.0.1:${port}/ocpp/CP1`;
  const chargePoint = await openRaw({ url, tls: { ca: authority } });
  t.teardown(() => chargePoint.terminate());
  file.replace('certfile', serverRenewed.cert);
  t.match(await outcomes.next('the outcome of the half'), { refused: /no certificate and its key/ });
  t.equal(await serialShown(t, port), serialOf(serverEc), 'a certificate without its key changes nothing');
  file.replace('keyfile', serverRenewed.key);
  t.equal(await outcomes.next('the outcome of the whole'), 'reloaded');
  t.equal(await serialShown(t, port), serialOf(serverRenewed));
  const pong = chargePoint.nextControl('pong');
  await chargePoint.ping();
  await pong;
});

t.test('files that are no good, or gone, leave the old certificate in force until they are good again', async (t) => {
  const { file, port, outcomes } = await watched(t);
  file.replace('certfile', 'no PEM at all');
  t.match(await outcomes.next('the first refusal'), { refused: /no certificate and its key/ });
  t.equal(await serialShown(t, port), serialOf(serverEc));
  file.remove();
  t.match(await outcomes.next('the second refusal'), { refused: /ssl_options\.certfile: .*there is no such file/ });
  t.equal(await serialShown(t, port), serialOf(serverEc));
  file.replace('certfile', serverEc.cert);
  t.equal(await outcomes.next('the reload'), 'reloaded');
  t.equal(await serialShown(t, port), serialOf(serverEc));
});

t.test('files that stay as they are are read once, and a watch that was stopped sees nothing', async (t) => {
  const { file, outcomes, stop } = await watched(t);
  const other = files(t);
  stop();
  file.replace('certfile', 'no PEM at all');
  const looks = new Inbox<string>();
  const parts = { path, files: Object.values(other.ssl), intervalMs: 2, onReloaded: () => {}, onRefused: () => {} };
  t.teardown(watchCertificates({ ...parts, reload: () => looks.put('read') }));
  other.replace('certfile', serverRenewed.cert);
  await looks.next('the first look');
  other.replace('keyfile', serverRenewed.key);
  await looks.next('the second look');
  t.strictSame(looks.unread, []);
  t.strictSame(outcomes.unread, []);
});

t.test('each enabled listener with TLS is looked after, unless its settings say never', async (t) => {
  const replaced = new Inbox<string>();
  const gateway = {
    replaceCertificates: (id: string) => {
      replaced.put(id);
      if (id === 'ocpp:wss:refused') throw new Error('the gateway does not like it');
    },
  } as unknown as Gateway;
  const all = { kept: files(t), never: files(t), off: files(t), bad: files(t), refused: files(t) };
  const listener = (name: keyof typeof all, port: number, reload_interval: string) => ({
    bind: `127.0.0.1:${port}`,
    enable: name !== 'off',
    ssl_options: { ...all[name].ssl, reload_interval },
  });
  const wss = {
    kept: listener('kept', 1, '1s'),
    never: listener('never', 2, '0s'),
    off: listener('off', 3, '1s'),
    bad: listener('bad', 4, '1s'),
    refused: listener('refused', 5, '1s'),
  };
  const log = new Inbox<Readonly<Record<string, unknown>>>();
  const settings = settingsOf({ gateway: { ocpp: { listeners: { wss } } } }).gateway.ocpp;
  const destination = { write: (line: string) => log.put(JSON.parse(line) as Readonly<Record<string, unknown>>) };
  // The timers of the watch keep no process alive.
  const alive = setInterval(() => {}, 1_000);
  t.teardown(() => clearInterval(alive));
  t.teardown(followCertificates(settings, gateway, pino({ level: 'info' }, destination)));
  for (const { replace } of Object.values(all)) {
    replace('certfile', serverRenewed.cert);
    replace('keyfile', serverRenewed.key);
  }
  all.bad.replace('keyfile', 'no key');
  const line = (name: string) =>
    log.next(`the line of ${name}`, ({ listener }) => listener === `gateway.ocpp.listeners.wss.${name}`);
  t.match(await line('kept'), { level: 30, msg: 'new certificates are in force' });
  t.match(await line('bad'), { level: 50, problems: [{ path: 'gateway.ocpp.listeners.wss.bad.ssl_options' }] });
  t.match(await line('refused'), { level: 50, err: { message: 'the gateway does not like it' } });
  t.strictSame([...replaced.unread].sort(), ['ocpp:wss:kept', 'ocpp:wss:refused']);
  t.strictSame(log.unread, []);
});
