import t from 'tap';
import type { Connection } from '../src/connection.ts';
import { Downstream, type DownstreamOptions } from '../src/downstream.ts';
import { LocalSessionRegistry } from '../src/session-registry.ts';
import { Topics } from '../src/topics.ts';
import { ConnectionRig } from './fixtures/connection-rig.ts';
import type { Teardown } from './fixtures/gateway-rig.ts';
import { ManualClock } from './fixtures/manual-clock.ts';
import { MemoryBus } from './fixtures/memory-bus.ts';
import { MemoryWaitingCalls } from './fixtures/memory-stores.ts';
import { type Changes, changed, defaultOptions } from './fixtures/options.ts';
import { RecordingLog } from './fixtures/recording-log.ts';

const optionsOf = (changes: Changes = {}): DownstreamOptions => {
  const { topics, offline, session } = changed(defaultOptions, changes);
  return { topics: new Topics(topics), offline, callQueueMax: session.callQueueMax };
};

async function start(t: Teardown, changes: Changes = {}, waitingCalls?: MemoryWaitingCalls) {
  const bus = new MemoryBus();
  const clock = new ManualClock();
  const log = new RecordingLog();
  const registry = new LocalSessionRegistry<Connection>();
  const versionOf = (identity: string) => (identity === 'CP2' ? '2.0.1' : '1.6');
  const options = optionsOf(changes);
  const downstream = new Downstream({
    bus,
    clock,
    log,
    registry,
    options,
    versionOf,
    waitingCalls,
    onSettled: () => {},
  });
  await downstream.start();
  t.teardown(() => downstream.stop());
  return { bus, clock, log, registry, downstream };
}

const call = (UniqueId: string, Action = 'ClearCache') => ({ MessageTypeId: 2, UniqueId, Action, Payload: {} });
const queue = { offline: { policy: 'queue', ttlMs: 60_000 } } as const;
const reason = (Reason: string) => ({ MessageTypeId: 4, ErrorDetails: { Reason } });

t.test('one wildcard subscription serves every charge point', async (t) => {
  const { bus, registry } = await start(t);
  t.strictSame(bus.filters, ['ocpp/cs/+']);
  const rig = await ConnectionRig.start(t);
  registry.claim('CP1', rig.connection);
  t.equal(bus.send('ocpp/cs/CP1', call('u1')), 1);
  t.equal(await rig.raw.next(), '[2,"u1","ClearCache",{}]');
});

t.test('a CALL for an absent charge point is answered on its error topic', async (t) => {
  const { bus, log } = await start(t);
  bus.send('ocpp/cs/CP1', call('u1'));
  t.match(await bus.next('#'), { topic: 'ocpp/cp/CP1/Reply', qos: 2, retain: false });
  t.strictSame(bus.all('#'), [
    {
      MessageTypeId: 4,
      UniqueId: 'u1',
      ErrorCode: 'GenericError',
      ErrorDescription: 'the charge point is not connected',
      ErrorDetails: { Reason: 'not_connected' },
      Action: 'ClearCache',
    },
  ]);
  t.match(log.entries, [{ level: 'info', fields: { identity: 'CP1', reason: 'not_connected', action: 'ClearCache' } }]);
});

t.test('so are answers, and what is no message, in the spelling of the version that it spoke last', async (t) => {
  const { bus } = await start(t);
  bus.send('ocpp/cs/CP1', { MessageTypeId: 3, UniqueId: 'u1', Payload: {} });
  bus.send('ocpp/cs/CP1', 'hello');
  bus.send('ocpp/cs/CP2', { MessageTypeId: 2, UniqueId: 'u2' });
  t.match(bus.all('#'), [
    { UniqueId: 'u1', ...reason('not_connected') },
    { UniqueId: '', ErrorCode: 'FormationViolation', ...reason('not_json') },
    { UniqueId: 'u2', ErrorCode: 'FormatViolation', ...reason('not_a_message') },
  ]);
});

t.test('a topic that is spelt otherwise than the gateway spells it reaches nobody, and is answered', async (t) => {
  const { bus, registry } = await start(t, queue);
  const rig = await ConnectionRig.start(t);
  registry.claim('CP1', rig.connection);
  bus.send('ocpp/cs/%43P1', call('u1'));
  t.match(await bus.next('#'), { topic: 'ocpp/cp/%2543P1/Reply', payload: /"UniqueId":"u1".*not_connected/ });
  bus.send('ocpp/cs/%43P1', 'hello');
  t.match(await bus.next('#'), { topic: 'ocpp/cp/%2543P1/Reply', payload: /"UniqueId":"".*not_connected/ });
  t.equal(rig.connection.snapshot().inFlight, 0);
});

t.test('a topic that is not of the template names nobody', async (t) => {
  const { bus, log } = await start(t, { topics: { downstream: 'cs/x-${cid}' } });
  t.equal(bus.send('ocpp/cs/CP1', call('u1')), 1);
  bus.send('ocpp/cs/x-', call('u1'));
  t.strictSame(bus.published, []);
  t.equal(log.messages('debug').length, 2);
});

t.test(
  'a connection that is being closed takes no message any more: it is answered, or waits for the next',
  async (t) => {
    const { bus, registry, downstream } = await start(t);
    const rig = await ConnectionRig.start(t);
    registry.claim('CP1', rig.connection);
    rig.raw.pause();
    rig.connection.close(1008, 'kicked by the operator');
    bus.send('ocpp/cs/CP1', call('u1'));
    t.match(bus.all('#'), [{ UniqueId: 'u1', ...reason('not_connected') }]);
    await downstream.reconfigure(optionsOf(queue));
    bus.send('ocpp/cs/CP1', call('u2'));
    t.equal(downstream.waiting('CP1'), 1);
  },
);

t.test('where CALLs wait, they wait in order and are sent when the charge point comes', async (t) => {
  const { bus, downstream } = await start(t, queue);
  for (const id of ['u1', 'u2', 'u3']) bus.send('ocpp/cs/CP1', call(id));
  t.equal(downstream.waiting('CP1'), 3);
  t.strictSame(bus.published, []);
  const rig = await ConnectionRig.start(t);
  downstream.deliverWaiting(rig.connection);
  t.equal(downstream.waiting('CP1'), 0);
  for (const id of ['u1', 'u2', 'u3']) {
    t.equal(await rig.raw.next(), `[2,"${id}","ClearCache",{}]`);
    await rig.raw.send([3, id, { status: 'Accepted' }]);
  }
  await rig.bus.next('#');
});

t.test('an answer never waits', async (t) => {
  const { bus, downstream } = await start(t, queue);
  bus.send('ocpp/cs/CP1', { MessageTypeId: 3, UniqueId: 'u1', Payload: {} });
  bus.send('ocpp/cs/CP1', { MessageTypeId: 4, UniqueId: 'u2', ErrorCode: 'GenericError' });
  t.equal(downstream.waiting('CP1'), 0);
  t.match(bus.all('#'), [reason('not_connected'), reason('not_connected')]);
});

t.test('as many wait as the queue is long, each id once; the rest is answered', async (t) => {
  const { bus, downstream } = await start(t, { ...queue, session: { callQueueMax: 2 } });
  for (const id of ['u1', 'u1', 'u2', 'u3']) bus.send('ocpp/cs/CP1', call(id));
  t.equal(downstream.waiting('CP1'), 2);
  t.match(bus.all('#'), [
    { UniqueId: 'u1', ErrorCode: 'ProtocolError', ...reason('duplicate_unique_id') },
    { UniqueId: 'u3', ...reason('queue_full') },
  ]);
});

t.test('whose time is up is told', async (t) => {
  const { bus, clock, downstream } = await start(t, queue);
  bus.send('ocpp/cs/CP1', call('u1'));
  clock.advance(30_000);
  bus.send('ocpp/cs/CP1', call('u2'));
  clock.advance(29_999);
  t.strictSame(bus.published, []);
  clock.advance(1);
  t.match(bus.all('#'), [{ UniqueId: 'u1', Action: 'ClearCache', ...reason('expired') }]);
  t.equal(downstream.waiting('CP1'), 1);
  clock.advance(30_000);
  t.match(bus.all('#')[1], { UniqueId: 'u2', ...reason('expired') });
  t.strictSame(clock.delays, []);
});

t.test('CALLs that a lost connection had not sent wait for the next one', async (t) => {
  const { bus, downstream } = await start(t, queue);
  const rig = await ConnectionRig.start(t);
  for (const id of ['u1', 'u2', 'u3']) rig.call(id);
  downstream.keep(rig.connection);
  t.equal(downstream.waiting('CP1'), 2);
  t.match(rig.connection.snapshot(), { inFlight: 1, queued: 0 });
  t.strictSame(bus.published, []);
});

t.test('when a socket has begun to close, what waited on it goes before what comes now', async (t) => {
  const { bus, registry, downstream } = await start(t, queue);
  const closing = await ConnectionRig.start(t);
  registry.claim('CP1', closing.connection);
  for (const id of ['u1', 'u2']) bus.send('ocpp/cs/CP1', call(id));
  closing.raw.pause();
  closing.socket.close();
  bus.send('ocpp/cs/CP1', call('u3'));
  t.equal(downstream.waiting('CP1'), 2);
  const next = await ConnectionRig.start(t);
  downstream.deliverWaiting(next.connection);
  t.equal(await next.raw.next(), '[2,"u2","ClearCache",{}]');
});

t.test('where nothing waits, a lost connection keeps its CALLs to fail them itself', async (t) => {
  const { downstream } = await start(t);
  const rig = await ConnectionRig.start(t);
  for (const id of ['u1', 'u2']) rig.call(id);
  downstream.keep(rig.connection);
  t.match(rig.connection.snapshot(), { inFlight: 1, queued: 1 });
});

t.test('a change to not waiting fails what waits', async (t) => {
  const { bus, downstream } = await start(t, queue);
  bus.send('ocpp/cs/CP1', call('u1'));
  await downstream.reconfigure(optionsOf());
  t.match(bus.all('#'), [{ UniqueId: 'u1', ...reason('not_connected') }]);
});

t.test('a new topic is subscribed before the old one is let go, and an unchanged one stays', async (t) => {
  const { bus, downstream } = await start(t);
  await downstream.reconfigure(optionsOf({ topics: { downstream: 'x-cs/${cid}' } }));
  t.strictSame(bus.filters, ['ocpp/x-cs/+']);
  bus.refusal = new Error('would be asked only when it changed');
  await downstream.reconfigure(optionsOf({ topics: { downstream: 'x-cs/${cid}', mountpoint: 'ocpp/' } }));
  await t.rejects(downstream.reconfigure(optionsOf()), /would be asked/);
  t.strictSame(bus.filters, ['ocpp/x-cs/+'], 'a subscription that fails takes nothing away');
});

t.test('stop lets go of the bus and fails what waits', async (t) => {
  const { bus, clock, downstream } = await start(t, queue);
  bus.send('ocpp/cs/CP1', call('u1'));
  await downstream.stop();
  t.strictSame(bus.filters, []);
  t.strictSame(clock.delays, []);
  t.match(bus.all('#'), [{ UniqueId: 'u1', ...reason('not_connected') }]);
});

t.test('where a store keeps what waits, stop tells nobody, and the next start takes it up', async (t) => {
  const store = new MemoryWaitingCalls();
  const { bus, clock, downstream } = await start(t, queue, store);
  bus.send('ocpp/cs/CP1', call('u1'));
  await downstream.stop();
  await downstream.stop();
  t.strictSame(bus.published, []);
  t.strictSame(clock.delays, []);
  t.match(store.all(), [{ identity: 'CP1', uniqueId: 'u1' }]);
  const next = await start(t, queue, store);
  t.equal(next.downstream.waiting('CP1'), 1);
});

t.test('a bus that cannot unsubscribe any more still has what waits told', async (t) => {
  const { bus, downstream } = await start(t, queue);
  bus.send('ocpp/cs/CP1', call('u1'));
  bus.unsubscribeFailure = new Error('the broker is closed');
  await t.rejects(downstream.stop(), /the broker is closed/);
  t.match(bus.all('#'), [{ UniqueId: 'u1', ...reason('not_connected') }]);
});

t.test('when a socket closes while it is sent what waited, the rest waits on', async (t) => {
  const { bus, downstream } = await start(t, queue);
  const data = 'x'.repeat(200_000);
  const ids = Array.from({ length: 50 }, (_value, place) => `u${place}`);
  for (const id of ids)
    bus.send('ocpp/cs/CP1', {
      MessageTypeId: 2,
      UniqueId: id,
      Action: 'DataTransfer',
      Payload: { vendorId: 'v', data },
    });
  const rig = await ConnectionRig.start(t, { session: { strictCallOrder: false } });
  rig.raw.pause();
  downstream.deliverWaiting(rig.connection);
  t.notOk(rig.connection.isOpen, 'more than it may owe');
  const lost = rig.bus.all('#');
  t.ok(lost.length > 0);
  t.ok(downstream.waiting('CP1') > 0);
  t.equal(lost.length + downstream.waiting('CP1'), ids.length, 'each is told or waits');
  const next = await ConnectionRig.start(t);
  downstream.deliverWaiting(next.connection);
  t.match(await next.raw.nextJson(), [2, `u${lost.length}`]);
});

t.test('a refused response topic is told on the error topic of the connection, in its own words', async (t) => {
  const { bus, registry } = await start(t);
  const rig = await ConnectionRig.start(t, { topics: { error: 'cp/${cid}/${username}/Error' } });
  registry.claim('CP1', rig.connection);
  bus.send('ocpp/cs/CP1', call('u1'), { responseTopic: 'ocpp/cs/CP1', correlationData: Buffer.from('c') });
  t.match(await rig.bus.next('#'), { topic: 'ocpp/cp/CP1/user/Error', payload: /response topic.*not_allowed/ });
  bus.send('ocpp/cs/CP1', 'hello', { responseTopic: '$SYS/x' });
  t.match(await rig.bus.next('#'), { payload: /not_json/ }, 'what a message says goes before how it asks');
  t.equal(rig.bus.published.length, 2);
});

t.test('a bus that fails is told to the log', async (t) => {
  const { bus, log } = await start(t);
  bus.failure = new Error('the broker is closed');
  bus.send('ocpp/cs/CP1', call('u1'));
  await Promise.resolve();
  t.match(log.messages('error'), ['an error for the MQTT side could not be published']);
});
