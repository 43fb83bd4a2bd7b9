import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { eventually } from './fixtures/eventually.ts';
import { GatewayRig } from './fixtures/gateway-rig.ts';
import { MemoryRegistrations } from './fixtures/memory-stores.ts';

const topic = 'ocpp/cp/CP1/Presence';

t.test('presence is retained: connected when it comes, not connected with the reason when it goes', async (t) => {
  const rig = await GatewayRig.start(t);
  const since = new Date(rig.clock.now()).toISOString();
  const raw = await rig.connect('CP1');
  t.strictSame(await rig.bus.next(topic), {
    topic,
    payload: `{"Connected":true,"Since":"${since}","Version":"1.6","Reason":null,"Node":"node1"}`,
    qos: 1,
    retain: true,
  });
  rig.clock.advance(60_000);
  await raw.close(4001, 'going home');
  const gone = new Date(rig.clock.now()).toISOString();
  t.match(await rig.bus.next(topic), {
    payload: `{"Connected":false,"Since":"${gone}","Version":"1.6","Reason":"going home","Node":"node1"}`,
    retain: true,
  });
});

t.test('the reason is ours where we closed, and the code where nobody gave one', async (t) => {
  const rig = await GatewayRig.start(t, { options: { session: { idleTimeoutMs: 30_000 } } });
  await rig.connect('idle');
  rig.clock.advance(30_000);
  t.match(await rig.bus.nextJson('ocpp/cp/idle/Presence'), { Connected: true });
  t.match(await rig.bus.nextJson('ocpp/cp/idle/Presence'), { Connected: false, Reason: 'idle timeout' });
  const raw = await rig.connect('cut');
  raw.terminate();
  await rig.bus.next('ocpp/cp/cut/Presence');
  t.match(await rig.bus.nextJson('ocpp/cp/cut/Presence'), { Connected: false, Reason: 'closed with 1006' });
});

t.test(
  'the newest connection wins: the old one is closed with 1008, its CALLs fail, and presence does not flap',
  async (t) => {
    const rig = await GatewayRig.start(t);
    const first = await rig.connect('CP1');
    for (const UniqueId of ['u1', 'u2'])
      rig.bus.send('ocpp/cs/CP1', { MessageTypeId: 2, UniqueId, Action: 'ClearCache', Payload: {} });
    await first.next();
    rig.clock.advance(5_000);
    const second = await rig.connect('CP1');
    t.match(await first.closed, { code: 1008, reason: /took over/ });
    t.match(rig.bus.all('ocpp/cp/CP1/Reply'), [
      { UniqueId: 'u1', ErrorDetails: { Reason: 'superseded' } },
      { UniqueId: 'u2', ErrorDetails: { Reason: 'superseded' } },
    ]);
    await eventually(() => rig.log.entries.some(({ message }) => message === 'charge point disconnected'));
    const since = new Date(rig.clock.now()).toISOString();
    t.match(rig.bus.all(topic), [{ Connected: true }, { Connected: true, Since: since }]);
    t.equal(rig.bus.all(topic).length, 2);
    t.ok(rig.registrations.get('CP1')?.connected);
    t.equal(rig.gateway.clients().length, 1);
    await rig.beat(second, 'CP1', 'u3');
  },
);

t.test('a half-open socket does not lock its owner out', async (t) => {
  const rig = await GatewayRig.start(t);
  const halfOpen = await rig.connect('CP1', { autoPong: false });
  halfOpen.pause();
  const second = await rig.connect('CP1');
  await rig.beat(second, 'CP1', 'u1');
  rig.clock.advance(2_000);
  halfOpen.resume();
  await halfOpen.closed;
  await turn();
  t.ok(rig.gateway.isConnected('CP1'));
  t.notOk(rig.bus.all(topic).some(({ Connected }) => Connected === false));
});

t.test('a charge point that comes back while its old socket is being closed stays connected', async (t) => {
  const rig = await GatewayRig.start(t);
  const first = await rig.connect('CP1');
  first.pause();
  rig.gateway.kick('CP1');
  await rig.connect('CP1');
  first.resume();
  await first.closed;
  await eventually(() => rig.log.entries.some(({ message }) => message === 'charge point disconnected'));
  t.ok(rig.gateway.isConnected('CP1'));
  t.match(rig.bus.all(topic), [{ Connected: true }, { Connected: true }]);
  t.equal(rig.bus.all(topic).length, 2);
});

t.test('after a crash the presence of those that were connected is corrected', async (t) => {
  const registrations = new MemoryRegistrations();
  registrations.put('CP1', { connected: true, version: '2.0.1' });
  registrations.put('CP2', { connected: false, version: '1.6' });
  const rig = await GatewayRig.start(t, { registrations });
  t.strictSame(
    rig.bus.published.map(({ topic, retain }) => [topic, retain]),
    [[topic, true]],
  );
  t.match(rig.bus.all(topic), [{ Connected: false, Version: '2.0.1', Reason: 'the broker was restarted' }]);
  t.strictSame(registrations.connectedIdentities(), []);
});

t.test('a presence topic that changes is cleared and told anew, an empty one is cleared', async (t) => {
  const rig = await GatewayRig.start(t);
  await rig.connect('CP1');
  await rig.bus.next(topic);
  await rig.reconfigure({ topics: { presence: 'state/${cid}' } });
  t.match(await rig.bus.next('#'), { topic, payload: '', retain: true });
  t.match(await rig.bus.next('#'), { topic: 'ocpp/state/CP1', payload: /"Connected":true/, retain: true });
  await rig.reconfigure({ topics: { mountpoint: 'm/' } });
  t.match(await rig.bus.next('#'), { topic: 'ocpp/state/CP1', payload: '' });
  t.match(await rig.bus.next('#'), { topic: 'm/state/CP1', payload: /"Connected":true/ });
  await rig.reconfigure({ topics: { presence: '' } });
  t.match(await rig.bus.next('#'), { topic: 'm/state/CP1', payload: '', retain: true });
  const count = rig.bus.published.length;
  const raw = await rig.connect('CP2');
  await raw.close();
  await eventually(() => !rig.gateway.isConnected('CP2'));
  t.equal(rig.bus.published.length, count);
});

t.test('presence that cannot be published is told to the log', async (t) => {
  const rig = await GatewayRig.start(t);
  rig.bus.failure = new Error('the broker is closed');
  await rig.connect('CP1');
  await rig.bus.next(topic);
  await eventually(() => rig.log.messages('error').length === 1);
  t.match(rig.log.messages('error'), ['presence could not be published']);
});
