import { mock } from 'node:test';
import { createMessageStore } from '@ocpp-broker/persistence';
import t from 'tap';
import { failingStore } from '../failing-store.ts';
import { connect, options, publish, startBroker, withLimits } from '../harness.ts';
import { RawClient, texts } from '../outside/raw-client.ts';
import { until } from '../outside/until.ts';
import { publish as publishBytes, subscribe as subscribeBytes } from '../outside/wire.ts';

const lasting = { clientId: 'one', clean: false, properties: { sessionExpiryInterval: 60 } };

t.test('sessions, what waits for them, and retained messages live through a restart', async (t) => {
  const store = createMessageStore({ path: ':memory:' });
  const first = await startBroker(t, { store });
  const client = await RawClient.connect(t, first.tcp, 5, lasting);
  await client.subscribe('a', 1);
  await client.leave();
  await publish(first.broker, { topic: 'a', payload: 'waiting', qos: 1 });
  await publish(first.broker, { topic: 'state', payload: 'kept', retain: true });
  await first.broker.close();

  const second = await startBroker(t, { store });
  t.match(second.broker.stats(), { sessions: 1, subscriptions: 1, store: { queuedMessages: 1 } });
  await publish(second.broker, { topic: 'a', payload: 'end', qos: 1 });
  const back = await RawClient.open(t, second.tcp, 5);
  t.ok((await back.connect(lasting)).sessionPresent);
  t.same(texts(await back.receiveUntilEnd()), ['waiting']);
  t.match(second.broker.subscriptions('one'), [{ topic: 'a', qos: 1 }]);
  await back.subscribe('state');
  t.match(await back.receive(), { topic: 'state', retain: true });
});

t.test('a QoS 2 publish that waits for its release at a restart is not delivered again', async (t) => {
  const store = createMessageStore({ path: ':memory:' });
  const first = await startBroker(t, { store });
  const client = await RawClient.connect(t, first.tcp, 5, lasting);
  client.send(publishBytes(5, { topic: 'a', payload: 'once', qos: 2, id: 7 }));
  await client.next('pubrec');
  await first.broker.close();

  const second = await startBroker(t, { store });
  const delivered: string[] = [];
  await second.broker.subscribe('a', ({ payload }) => delivered.push(payload.toString()));
  const back = await RawClient.connect(t, second.tcp, 5, lasting);
  t.equal(second.broker.client('one')?.awaitingRelCount, 1);
  t.equal(await back.publish({ topic: 'a', payload: 'once', qos: 2, id: 7, dup: true }), 0);
  t.equal(second.broker.client('one')?.awaitingRelCount, 0);
  await back.publish({ topic: 'a', payload: 'next', qos: 2, id: 7 });
  t.same(delivered, ['next']);
});

t.test('a session that has run out is gone at the sweep, and at its client return before that', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] });
  t.teardown(() => mock.timers.reset());
  let now = 1_000_000;
  const { broker, tcp, log } = await startBroker(t, { now: () => now });
  const stay = async () => {
    const client = await RawClient.open(t, tcp, 5);
    const { sessionPresent } = await client.connect(lasting);
    await client.subscribe('a', 1);
    await client.leave();
    return sessionPresent;
  };
  await stay();
  now += 59_999;
  mock.timers.tick(1000);
  t.ok(await stay());
  now += 60_000;
  t.notOk(await stay(), 'before the sweep');
  t.equal(broker.stats().sessions, 1, 'counted once');
  now += 60_000;
  mock.timers.tick(1000);
  t.match(broker.stats(), { sessions: 0, subscriptions: 0, store: { sessions: 0 } });
  t.match(log.at(-1), { level: 'info', message: 'session has run out', clientId: 'one' });
  t.notOk(await stay());
});

t.test('a session that its client wants to end with this connection ends, and is counted once', async (t) => {
  const { broker, tcp } = await startBroker(t);
  await (await RawClient.connect(t, tcp, 5, lasting)).leave();
  const short = { ...lasting, properties: { sessionExpiryInterval: 0 } };
  const client = await RawClient.connect(t, tcp, 5, short);
  t.equal(broker.stats().sessions, 1);
  const next = await RawClient.open(t, tcp, 5);
  t.notOk((await next.connect(lasting)).sessionPresent, 'the take-over has ended it');
  await client.closed();
  t.match(broker.stats(), { sessions: 1, clients: 1, store: { sessions: 1 } });
  broker.endSession('one');
  t.match(broker.stats(), { sessions: 0, store: { sessions: 0 } });
});

for (const version of [4, 5] as const) {
  t.test(`MQTT ${version}: a clean start leaves nothing of a stored session`, async (t) => {
    const { broker, tcp } = await startBroker(t);
    const properties = version === 5 ? { properties: { sessionExpiryInterval: 60 } } : {};
    const stored = await RawClient.connect(t, tcp, version, { clientId: 'one', clean: false, ...properties });
    await stored.subscribe('a', 1);
    stored.send(publishBytes(version, { topic: 'x', qos: 2, id: 7 }));
    await stored.next('pubrec');
    await stored.leave();
    await publish(broker, { topic: 'a', payload: 'for the old one', qos: 1 });
    const clean = await RawClient.open(t, tcp, version);
    t.notOk((await clean.connect({ clientId: 'one', clean: true, ...properties })).sessionPresent);
    t.same(broker.subscriptions('one'), []);
    t.match(broker.stats(), { subscriptions: 0, store: { queuedMessages: 0 } });
    t.equal(broker.client('one')?.awaitingRelCount, 0);
    await clean.subscribe('a', 1);
    await publish(broker, { topic: 'a', payload: 'end', qos: 1 });
    t.same(texts(await clean.receiveUntilEnd()), []);
  });
}

t.test('a connection that closes late does not end the session that another has taken over', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const first = await RawClient.connect(t, tcp, 5, lasting);
  await first.subscribe('a', 1);
  first.transport.freeze();
  const second = await RawClient.open(t, tcp, 5);
  t.ok((await second.connect(lasting)).sessionPresent);
  first.transport.destroy();
  await until(() => broker.stats().connections === 1, 'the first has gone');
  await publish(broker, { topic: 'a', payload: 'end', qos: 1 });
  t.same(await second.receiveUntilEnd(), []);
  t.equal(broker.client('one')?.subscriptionsCount, 1);
});

t.test('what the old connection has not acknowledged comes to the new one, once', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const first = await RawClient.connect(t, tcp, 5, lasting);
  first.acknowledges = false;
  await first.subscribe('a', 2);
  for (const qos of [1, 2] as const) await publish(broker, { topic: 'a', payload: `${qos}`, qos });
  const ids = [(await first.receive()).id, (await first.receive()).id];
  const second = await RawClient.connect(t, tcp, 5, lasting);
  t.match(await second.receive(), { id: ids[0], dup: true, qos: 1 });
  t.match(await second.receive(), { id: ids[1], dup: true, qos: 2 });
  await until(() => broker.stats().store.queuedMessages === 0, 'both are acknowledged');
  t.equal(second.received.filter(({ kind }) => kind === 'publish').length, 2);
});

t.test('nobody takes up the session of another user, not even while that is away', async (t) => {
  const { broker, tcp, url } = await startBroker(t, { options: { ...options, allowAnonymous: true } });
  const alice = await RawClient.connect(t, tcp, 5, lasting);
  const bob = { ...lasting, username: 'bob' };
  const attempt = async (parts: object) => (await (await RawClient.open(t, tcp, 5)).connect(parts)).reasonCode;
  t.equal(await attempt(bob), 0x85);
  await alice.ping();
  await alice.leave();
  t.equal(await attempt(bob), 0x85);
  t.equal(await attempt({ ...bob, clean: true }), 0x85);
  t.equal(await attempt({ ...lasting, username: undefined, password: undefined }), 0x85);
  t.equal(broker.stats().sessions, 1);
  broker.endSession('one');
  t.equal(await attempt(bob), 0);
  await connect(t, url, { clientId: 'two', username: undefined, password: undefined });
  t.equal(await attempt({ clientId: 'two' }), 0x85, 'nor that of an anonymous client');
});

t.test('of two users who are let in at once under one client id, none gets what is for the other', async (t) => {
  const { store, holdCommits } = failingStore();
  const { broker, tcp } = await startBroker(t, { store });
  const bob = await RawClient.open(t, tcp, 5);
  const release = holdCommits();
  const answer = bob.connect({ ...lasting, username: 'bob', will: { topic: 'w' } });
  await until(() => broker.stats().store.wills === 1, 'bob is let in, and waits for his will to be stored');
  const alice = await RawClient.connect(t, tcp, 5, lasting);
  alice.send(subscribeBytes(5, 1, [{ filter: 'for/alice', options: 1 }]));
  await alice.ping();
  t.match(broker.subscriptions('one'), [{ topic: 'for/alice' }]);
  release();
  t.match(await answer, { reasonCode: 0, sessionPresent: false });
  await alice.closed();
  t.same(broker.subscriptions('one'), []);
  t.match(broker.clients(), [{ clientId: 'one', username: 'bob' }]);
  t.match(broker.stats(), { sessions: 1, subscriptions: 0, store: { sessions: 1 } });
});

t.test('a client is kicked, and its session stays; ending its session leaves nothing', async (t) => {
  const { broker, tcp, event } = await startBroker(t);
  const client = await RawClient.connect(t, tcp, 5, lasting);
  await client.subscribe('a', 1);
  t.ok(broker.kick('one'));
  t.equal(await client.disconnected(), 0x98);
  await event(({ kind }) => kind === 'disconnected');
  await publish(broker, { topic: 'a', qos: 1 });
  t.match(broker.subscriptions('one'), [{ topic: 'a' }]);
  t.notOk(broker.kick('one'));
  t.ok(broker.endSession('one'), 'while its client is away');
  t.notOk(broker.endSession('one'));
  t.equal(broker.subscriptions('one'), undefined);
  t.match(broker.stats(), { sessions: 0, subscriptions: 0, store: { sessions: 0, queuedMessages: 0 } });
  const again = await RawClient.connect(t, tcp, 5, lasting);
  t.ok(broker.endSession('one'), 'while its client is there');
  t.match(broker.stats(), { sessions: 0, store: { sessions: 0 } });
  t.equal(await again.disconnected(), 0x98);
  const last = await RawClient.open(t, tcp, 5);
  t.notOk((await last.connect(lasting)).sessionPresent);
});

t.test('a session that could not be stored does not begin: its client is told 0x83, and comes again', async (t) => {
  const { store, failCommits, breakMethod, mend } = failingStore();
  const { broker, tcp } = await startBroker(t, { store });
  for (const fail of [failCommits, () => breakMethod('openSession')]) {
    fail();
    const client = await RawClient.open(t, tcp, 5);
    client.connect(lasting).catch(() => undefined);
    t.equal(await client.disconnected(), 0x83);
    mend();
    await until(() => broker.stats().sessions === 0, 'it is gone');
  }
  const again = await RawClient.open(t, tcp, 5);
  t.notOk((await again.connect(lasting)).sessionPresent);
  await again.subscribe('a', 1);
  await publish(broker, { topic: 'a', payload: 'end', qos: 1 });
  t.same(await again.receiveUntilEnd(), []);
});

t.test('what a session whose end could not be stored has left does not come to the next of its id', async (t) => {
  const { store, breakMethod, mend } = failingStore();
  const { broker, tcp } = await startBroker(t, { store });
  const client = await RawClient.connect(t, tcp, 5, lasting);
  await client.subscribe('a', 1);
  await client.leave();
  await publish(broker, { topic: 'a', payload: 'old', qos: 1 });
  breakMethod('endSession');
  t.ok(broker.endSession('one'));
  mend();
  t.equal(broker.stats().store.queuedMessages, 1);
  await new Promise((resolve) => setImmediate(resolve));
  const next = await RawClient.connect(t, tcp, 5, lasting);
  await next.subscribe('a', 1);
  await publish(broker, { topic: 'a', payload: 'end', qos: 1 });
  t.same(texts(await next.receiveUntilEnd()), []);
});

t.test('whatever the store fails at, the process lives, and clients are served when it is mended', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] });
  t.teardown(() => mock.timers.reset());
  let now = 1_000_000;
  const { store, breakMethod, failCommits, mend } = failingStore();
  const { broker, tcp, event } = await startBroker(t, { store, now: () => now });
  const methods = [
    ...['openSession', 'sessionDisconnected', 'endSession', 'putSubscription', 'deleteSubscription', 'enqueue', 'read'],
    ...['sent', 'released', 'done', 'queued', 'inbound', 'putInbound', 'deleteInbound', 'putRetained'],
    ...['retainedTopics', 'retained', 'putWill', 'deleteWill'],
  ] as const;
  const exercise = async (clientId: string) => {
    const client = await RawClient.open(t, tcp, 5);
    const will = { topic: 'w', qos: 1, properties: { willDelayInterval: 1 } };
    try {
      await client.connect({ ...lasting, clientId, will });
      await client.subscribe('#', 2);
      for (const qos of [0, 1, 2]) await client.publish({ topic: 'a', qos, retain: true });
      await client.unsubscribe('#');
      await client.ping();
    } catch {
      // It was ended.
    }
    await client.vanish();
    now += 100_000;
    mock.timers.tick(1000);
    await until(() => broker.stats().connections === 0, 'it has gone');
  };
  for (const method of methods) {
    breakMethod(method as Parameters<typeof breakMethod>[0]);
    await exercise(method);
    mend();
  }
  failCommits();
  await exercise('commits');
  mend();
  await event(({ kind }) => kind === 'failed');
  await new Promise((resolve) => setImmediate(resolve));
  const client = await RawClient.connect(t, tcp, 5, { clientId: 'after' });
  await client.subscribe('b', 2);
  for (const qos of [0, 1, 2]) await client.publish({ topic: 'b', payload: `${qos}`, qos });
  for (let count = 0; count < 3; count += 1) await client.receive();
  t.equal(broker.stats().clients, 1);
});

t.test('no more sessions are stored than allowed; those that end with their connection do not count', async (t) => {
  const { broker, tcp, event } = await startBroker(t, withLimits({ sessionsMax: 2 }));
  const attempt = async (version: 4 | 5, clientId: string, parts: object) =>
    (await (await RawClient.open(t, tcp, version)).connect({ clientId, ...parts })).reasonCode;
  const stored = { clean: false, properties: { sessionExpiryInterval: 60 } };
  t.equal(await attempt(5, 'one', stored), 0);
  t.equal(await attempt(4, 'two', { clean: false }), 0);
  t.equal(await attempt(5, 'three', stored), 0x97);
  t.equal(await attempt(4, 'three', { clean: false }), 3);
  t.ok(await event((event) => event.kind === 'connection-refused' && event.reason === 'too-many-sessions'));
  t.equal(await attempt(5, 'three', {}), 0);
  t.equal(await attempt(5, 'one', stored), 0, 'who has one may come back');
  broker.endSession('two');
  t.equal(await attempt(5, 'four', stored), 0);
});

t.test('no session lives longer than allowed; MQTT 5 is told, MQTT 3 is not', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] });
  t.teardown(() => mock.timers.reset());
  let now = 1_000_000;
  const { broker, tcp } = await startBroker(t, { now: () => now, ...withLimits({ sessionExpiryMaxSeconds: 60 }) });
  const five = await RawClient.open(t, tcp, 5);
  const asked = { clientId: 'five', clean: false, properties: { sessionExpiryInterval: 600 } };
  t.match(await five.connect(asked), { properties: { sessionExpiryInterval: 60 } });
  await five.leave(0, { sessionExpiryInterval: 6000 });
  const four = await RawClient.connect(t, tcp, 4, { clientId: 'four', clean: false });
  t.equal(broker.client('four')?.expiryIntervalSeconds, 60);
  await four.leave();
  now += 59_999;
  mock.timers.tick(1000);
  t.equal(broker.stats().sessions, 2);
  now += 1;
  mock.timers.tick(1000);
  t.equal(broker.stats().sessions, 0);
});
