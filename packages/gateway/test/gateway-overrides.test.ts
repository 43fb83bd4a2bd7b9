// What is different for one charge point, in force while it is connected. Its mode of checking is in gateway-check-modes.

import t from 'tap';
import type { ChargePointOverrides } from '../src/options.ts';
import { GatewayRig } from './fixtures/gateway-rig.ts';

const only = (identity: string, overrides: ChargePointOverrides) => ({
  chargePoints: new Map([[identity, overrides]]),
});

t.test('ping_interval: one is pinged more often, or never, and the others as all', async (t) => {
  const rig = await GatewayRig.start(t, { options: { pingIntervalMs: 20_000 } });
  const [one, other] = [await rig.connect('CP1'), await rig.connect('CP2')];
  await rig.reconfigure(only('CP1', { pingIntervalMs: 5_000 }));
  const pings: string[] = [];
  const noted = (raw: typeof one, name: string) => raw.nextControl('ping').then(() => pings.push(name));
  const first = noted(one, 'one');
  rig.clock.advance(5_000);
  await first;
  t.strictSame(pings, ['one']);
  await rig.reconfigure(only('CP1', { pingIntervalMs: 0 }));
  const second = noted(other, 'other');
  rig.clock.advance(15_000);
  await second;
  await rig.beat(one, 'CP1', 'after');
  t.strictSame(pings, ['one', 'other'], 'nothing came before what was sent later');
});

t.test('idle_timeout: one may be silent for longer, or not so long', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { idleTimeoutMs: 30_000 } } });
  for (const identity of ['long', 'short', 'usual', 'endless']) await rig.connect(identity);
  await rig.reconfigure({
    chargePoints: new Map([
      ['long', { idleTimeoutMs: 90_000 }],
      ['short', { idleTimeoutMs: 10_000 }],
      ['endless', { idleTimeoutMs: 0 }],
    ]),
  });
  const connected = () => rig.gateway.clients().map(({ identity }) => identity);
  rig.clock.advance(10_000);
  t.strictSame(connected(), ['long', 'usual', 'endless']);
  rig.clock.advance(20_000);
  t.strictSame(connected(), ['long', 'endless']);
  await rig.reconfigure(only('long', { idleTimeoutMs: 60_000 }));
  t.strictSame(connected(), ['long'], 'one whose override was taken away is as all, at once');
  rig.clock.advance(30_000);
  t.strictSame(connected(), []);
});

t.test('default_heartbeat_interval: one that was told none is held to its own', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { defaultHeartbeatIntervalMs: 60_000 } } });
  const raw = await rig.connect('CP1');
  await rig.connect('CP2');
  await rig.reconfigure(only('CP1', { defaultHeartbeatIntervalMs: 10_000 }));
  t.match(rig.gateway.client('CP1'), { heartbeatIntervalMs: 10_000 });
  t.match(rig.gateway.client('CP2'), { heartbeatIntervalMs: 60_000 });
  rig.clock.advance(15_000);
  t.match(await raw.closed, { code: 1008, reason: 'heartbeat timeout' });
  t.ok(rig.gateway.isConnected('CP2'));
});

t.test('an interval that it was told goes before both', async (t) => {
  const rig = await GatewayRig.start(t, { options: only('CP1', { defaultHeartbeatIntervalMs: 10_000 }) });
  const raw = await rig.connect('CP1');
  await rig.boot(raw, 'CP1', 300);
  t.match(rig.gateway.client('CP1'), { heartbeatIntervalMs: 300_000 });
});

t.test('version: what one speaks that offers no subprotocol; one that offers some is believed', async (t) => {
  const rig = await GatewayRig.start(t, { options: { access: { usernameMustBeIdentity: 'never' } } });
  const version = async (subprotocols: readonly string[]) => {
    await rig.connect('CP1', { subprotocols });
    return rig.gateway.client('CP1')?.version;
  };
  t.equal(await version([]), '1.6');
  await rig.reconfigure(only('CP1', { assumedVersion: '2.0.1' }));
  t.equal(rig.gateway.client('CP1')?.version, '1.6', 'a connection that stands keeps its version');
  t.equal(await version([]), '2.0.1');
  t.equal(await version(['ocpp1.6']), '1.6');
  await rig.reconfigure(only('CP2', { assumedVersion: '2.1' }));
  t.equal(await version([]), '1.6');
});

t.test('names of object prototypes are identities like any other', async (t) => {
  const rig = await GatewayRig.start(t, { options: only('__proto__', { idleTimeoutMs: 10_000 }) });
  for (const identity of ['__proto__', 'constructor']) await rig.connect(identity);
  rig.clock.advance(10_000);
  t.strictSame(
    rig.gateway.clients().map(({ identity }) => identity),
    ['constructor'],
  );
});
