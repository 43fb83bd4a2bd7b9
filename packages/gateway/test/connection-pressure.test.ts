import t from 'tap';
import { unfinishedPublishesMax } from '../src/publisher.ts';
import { ConnectionRig, connectionOptions } from './fixtures/connection-rig.ts';
import { eventually } from './fixtures/eventually.ts';

/** Sends Heartbeats one by one, each published before the next, so that none shares a TCP segment with another. */
async function beat(rig: ConnectionRig, from: number, until: number): Promise<void> {
  for (let place = from; place < until; place += 1) {
    await rig.raw.send([2, `u${place}`, 'Heartbeat', {}]);
    await rig.bus.next('ocpp/cp/CP1');
  }
}

const ids = (rig: ConnectionRig) => rig.bus.all('ocpp/cp/CP1').map(({ UniqueId }) => UniqueId);

t.test(
  'a bus that does not finish pauses the socket; when it goes on so does the socket, and nothing is lost',
  async (t) => {
    const rig = await ConnectionRig.start(t);
    rig.bus.isHeld = true;
    await beat(rig, 0, unfinishedPublishesMax - 1);
    t.notOk(rig.socket.isPaused);
    await beat(rig, unfinishedPublishesMax - 1, unfinishedPublishesMax);
    t.ok(rig.socket.isPaused);
    for (let place = unfinishedPublishesMax; place < 90; place += 1)
      await rig.raw.send([2, `u${place}`, 'Heartbeat', {}]);
    t.equal(rig.bus.published.length, unfinishedPublishesMax);
    rig.bus.finish(unfinishedPublishesMax / 2 - 1);
    t.ok(rig.socket.isPaused);
    rig.bus.finish(1);
    t.notOk(rig.socket.isPaused);
    rig.bus.isHeld = false;
    await eventually(() => rig.bus.published.length === 90);
    t.strictSame(
      ids(rig),
      Array.from({ length: 90 }, (_value, place) => `u${place}`),
    );
  },
);

t.test('while the socket is paused the silence of the charge point is not held against it', async (t) => {
  const rig = await ConnectionRig.start(t, { session: { idleTimeoutMs: 30_000 } });
  rig.bus.isHeld = true;
  await beat(rig, 0, unfinishedPublishesMax);
  rig.clock.advance(3_600_000);
  rig.connection.reconfigure(connectionOptions({ session: { idleTimeoutMs: 20_000 } }));
  t.ok(rig.connection.isOpen);
  rig.clock.advance(10_000);
  rig.bus.finish();
  rig.clock.advance(19_999);
  t.ok(rig.connection.isOpen);
  rig.clock.advance(1);
  t.match(await rig.raw.closed, { code: 1008, reason: 'idle timeout' });
});

t.test('what had come when the charge point left while paused is still published', async (t) => {
  const rig = await ConnectionRig.start(t);
  rig.bus.isHeld = true;
  await beat(rig, 0, unfinishedPublishesMax);
  await rig.raw.send([2, 'last', 'Heartbeat', {}]);
  const closed = rig.raw.close(1000);
  rig.bus.finish();
  await closed;
  await rig.connection.closed;
  t.equal(ids(rig).at(-1), 'last');
});

t.test('a paused socket can be closed', async (t) => {
  const rig = await ConnectionRig.start(t);
  rig.bus.isHeld = true;
  await beat(rig, 0, unfinishedPublishesMax);
  rig.connection.close(1008, 'kicked by the operator');
  t.match(await rig.raw.closed, { code: 1008 });
  await rig.connection.closed;
  rig.bus.finish();
  t.equal(rig.ends.length, 2);
});
