import t from 'tap';
import { ConnectionRig, connectionOptions } from './fixtures/connection-rig.ts';
import { eventually } from './fixtures/eventually.ts';
import { blank } from './fixtures/memory-stores.ts';

const silence = { session: { idleTimeoutMs: 30_000 }, pingIntervalMs: 20_000 };

t.test('a socket that was silent for the ping interval is pinged, and its pong keeps it', async (t) => {
  const rig = await ConnectionRig.start(t, silence);
  for (let round = 0; round < 3; round += 1) {
    const pinged = rig.raw.nextControl('ping');
    rig.clock.advance(20_000);
    await pinged;
    await eventually(() => rig.connection.lastSignAt === rig.clock.now());
  }
  rig.clock.advance(19_999);
  t.ok(rig.connection.isOpen);
});

t.test('a socket that answers no ping is closed after the idle timeout', async (t) => {
  const rig = await ConnectionRig.start(t, silence, { opening: { autoPong: false } });
  rig.clock.advance(29_999);
  t.ok(rig.connection.isOpen);
  rig.clock.advance(1);
  t.strictSame(await rig.raw.closed, { code: 1008, reason: 'idle timeout' });
  t.strictSame(rig.reportCodes, ['silent']);
});

t.test('frames and pings of the charge point postpone the ping', async (t) => {
  const rig = await ConnectionRig.start(t, silence);
  const pings: number[] = [];
  rig.socket.ping = () => pings.push(rig.clock.now());
  const start = rig.clock.now();
  rig.clock.advance(15_000);
  await rig.raw.send([2, 'u1', 'Heartbeat', {}]);
  await rig.bus.next('#');
  rig.clock.advance(15_000);
  const ponged = rig.raw.nextControl('pong');
  await rig.raw.ping();
  await ponged;
  rig.clock.advance(19_999);
  t.strictSame(pings, []);
  rig.clock.advance(1);
  t.strictSame(pings, [start + 50_000]);
});

t.test('a ping interval of zero means no pings, and a new one holds at once', async (t) => {
  const rig = await ConnectionRig.start(t);
  t.strictSame(rig.clock.delays, []);
  const pinged = rig.raw.nextControl('ping');
  rig.connection.reconfigure(connectionOptions({ pingIntervalMs: 1_000 }));
  rig.clock.advance(1_000);
  await pinged;
});

t.test('the interval that was told before this connection is held against the silence of this one', async (t) => {
  const stored = { ...blank, status: 'Accepted', heartbeatIntervalMs: 10_000 } as const;
  const rig = await ConnectionRig.start(t, { session: { defaultHeartbeatIntervalMs: 60_000 } }, { stored });
  t.equal(rig.connection.snapshot().heartbeatIntervalMs, 10_000);
  rig.clock.advance(14_999);
  t.ok(rig.connection.isOpen);
  rig.clock.advance(1);
  t.match(await rig.raw.closed, { code: 1008, reason: 'heartbeat timeout' });
});
