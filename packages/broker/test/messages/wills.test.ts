import { mock } from 'node:test';
import { createMessageStore } from '@ocpp-broker/persistence';
import t from 'tap';
import { failingStore } from '../failing-store.ts';
import { startBroker, type Teardown, topicGuard } from '../harness.ts';
import { RawClient, texts } from '../outside/raw-client.ts';
import { until } from '../outside/until.ts';
import { connect } from '../outside/wire.ts';

/** A broker whose clock stands still until it is turned, and a client that watches `will/#`. */
async function watched(t: Teardown, parts: Parameters<typeof startBroker>[1] = {}) {
  mock.timers.enable({ apis: ['setInterval'] });
  t.teardown(() => mock.timers.reset());
  let now = 1_000_000;
  const test = await startBroker(t, { now: () => now, ...parts });
  const watcher = await RawClient.connect(t, test.tcp, 5, { clientId: 'watcher' });
  await watcher.subscribe('#', 2);
  return {
    ...test,
    watcher,
    pass: (seconds: number) => {
      now += seconds * 1000;
      mock.timers.tick(1000);
    },
    /** What has come up to now. */
    seen: async () => {
      test.broker.publish({ topic: 'end', payload: 'end', qos: 2, retain: false }, () => undefined);
      return texts(await watcher.receiveUntilEnd());
    },
    gone: (clientId: string, count = 1) =>
      until(
        () =>
          test.events.filter((event) => event.kind === 'disconnected' && event.clientId === clientId).length >= count,
        `${clientId} has gone`,
      ),
  };
}

const will = (payload: string, willDelayInterval?: number) => ({
  will: {
    topic: 'will/one',
    payload,
    qos: 1,
    properties: willDelayInterval === undefined ? {} : { willDelayInterval },
  },
});
const lasting = { clean: false, properties: { sessionExpiryInterval: 600 } };

t.test('a will waits for its delay, to the second', async (t) => {
  const { tcp, gone, pass, seen } = await watched(t);
  const client = await RawClient.connect(t, tcp, 5, { clientId: 'one', ...lasting, ...will('late', 60) });
  await client.vanish();
  await gone('one');
  pass(59);
  t.same(await seen(), []);
  pass(1);
  t.same(await seen(), ['late']);
  pass(600);
  t.same(await seen(), [], 'and comes once');
});

t.test('a client that is back in time has no will sent, and the one it leaves then counts', async (t) => {
  const { tcp, gone, pass, seen, broker } = await watched(t);
  const first = await RawClient.connect(t, tcp, 5, { clientId: 'one', ...lasting, ...will('old', 60) });
  await first.vanish();
  await gone('one');
  const second = await RawClient.connect(t, tcp, 5, { clientId: 'one', ...lasting, ...will('new', 60) });
  pass(60);
  t.same(await seen(), []);
  t.equal(broker.stats().store.wills, 1);
  await second.vanish();
  await gone('one', 2);
  pass(60);
  t.same(await seen(), ['new']);
  t.equal(broker.stats().store.wills, 0);
});

t.test(
  'who takes a session over has the delayed will of the old connection void, a clean start has it sent',
  async (t) => {
    const { tcp, gone, pass, seen } = await watched(t);
    await RawClient.connect(t, tcp, 5, { clientId: 'one', ...lasting, ...will('first', 60) });
    await RawClient.connect(t, tcp, 5, { clientId: 'one', ...lasting, ...will('second', 60) });
    await gone('one');
    pass(60);
    t.same(await seen(), []);
    await RawClient.connect(t, tcp, 5, { clientId: 'one', ...lasting, clean: true });
    t.same(await seen(), ['second'], 'its session has ended');
  },
);

t.test('a will without delay is sent when its connection is taken over', async (t) => {
  const { tcp, gone, seen } = await watched(t);
  await RawClient.connect(t, tcp, 5, { clientId: 'one', ...lasting, ...will('now') });
  await RawClient.connect(t, tcp, 5, { clientId: 'one', ...lasting });
  await gone('one');
  t.same(await seen(), ['now']);
});

t.test('a will does not wait longer than its session lives, whoever ends that', async (t) => {
  const { tcp, broker, gone, pass, seen } = await watched(t);
  const client = await RawClient.connect(t, tcp, 5, {
    clientId: 'one',
    properties: { sessionExpiryInterval: 10 },
    ...will('with the session', 60),
  });
  await client.vanish();
  await gone('one');
  pass(10);
  t.same(await seen(), ['with the session']);
  await RawClient.connect(t, tcp, 5, { clientId: 'one', ...lasting, ...will('by the operator', 60) });
  broker.endSession('one');
  await gone('one', 2);
  t.same(await seen(), ['by the operator']);
});

t.test('a client that says goodbye takes its will along, but not with a reason', async (t) => {
  const { tcp, broker, seen } = await watched(t);
  for (const reasonCode of [0, 0x04, 0x80]) {
    const client = await RawClient.connect(t, tcp, 5, { clientId: 'one', ...will(`${reasonCode}`) });
    t.equal(broker.stats().store.wills, 1);
    await client.leave(reasonCode);
  }
  t.same(await seen(), ['4', '128']);
  t.equal(broker.stats().store.wills, 0);
});

t.test('a will whose topic its client may not publish to any more is not sent', async (t) => {
  let isAllowed = true;
  const guard = { ...topicGuard, mayPublish: () => isAllowed };
  const { tcp, broker, gone, seen, log, event } = await watched(t, { topicGuard: guard });
  const client = await RawClient.connect(t, tcp, 5, { clientId: 'one', ...will('refused') });
  isAllowed = false;
  await client.vanish();
  await gone('one');
  t.same(await seen(), []);
  t.match(await event(({ kind }) => kind === 'publish-refused'), { clientId: 'one' });
  t.match(
    log.find(({ message }) => message === 'will refused'),
    { level: 'warn', clientId: 'one', username: 'alice', topic: 'will/one' },
  );
  t.equal(broker.stats().store.wills, 0);
});

t.test('a will that cannot be stored keeps its client out, and is not sent', async (t) => {
  const { store, failCommits, mend } = failingStore();
  const { tcp, seen, broker } = await watched(t, { store });
  failCommits();
  const client = await RawClient.open(t, tcp, 5);
  client.send(connect({ version: 5, clientId: 'one', username: 'alice', password: 'secret', ...will('lost') }));
  t.same(await client.closed(), []);
  mend();
  t.same(await seen(), []);
  t.equal(broker.client('one'), undefined);
  await RawClient.connect(t, tcp, 5, { clientId: 'one' });
});

t.test('a client that has gone before its CONNACK has no will', async (t) => {
  const { store, holdCommits } = failingStore();
  const { tcp, seen, broker } = await watched(t, { store });
  const release = holdCommits();
  const client = await RawClient.open(t, tcp, 5);
  client.send(connect({ version: 5, clientId: 'one', username: 'alice', password: 'secret', ...will('early') }));
  await until(() => broker.stats().store.wills === 1, 'its will is being stored');
  await client.vanish();
  await until(() => broker.stats().connections === 1, 'it has gone');
  release();
  t.same(await seen(), []);
  t.equal(broker.stats().store.wills, 0);
});

t.test('a will that cannot be sent is told of, and is sent at the next start', async (t) => {
  const inner = createMessageStore({ path: ':memory:' });
  const { store, failCommits, mend } = failingStore(inner);
  const { tcp, gone, seen, event, log, broker } = await watched(t, { store });
  const away = await RawClient.connect(t, tcp, 4, { clientId: 'away', clean: false });
  await away.subscribe('will/#', 1);
  await away.leave();
  const client = await RawClient.connect(t, tcp, 5, { clientId: 'one', ...will('kept') });
  failCommits();
  await client.vanish();
  await gone('one');
  t.match(await event(({ kind }) => kind === 'failed'), { error: { message: 'disk full' } });
  t.match(
    log.find(({ message }) => message === 'a will could not be sent'),
    { level: 'error', clientId: 'one' },
  );
  mend();
  t.same(await seen(), []);
  t.equal(broker.stats().store.wills, 1);
  await broker.close();
  const next = await startBroker(t, { store: inner });
  await until(() => next.broker.stats().store.wills === 0, 'it is sent');
  t.equal(next.broker.stats().store.queuedMessages, 2, 'beside the first, which this store has not undone');
});

t.test('wills of a process that was killed are sent by the next, when their delay has run again', async (t) => {
  const store = createMessageStore({ path: ':memory:' });
  const first = await startBroker(t, { store });
  await RawClient.connect(t, first.tcp, 5, { clientId: 'now', ...will('now') });
  await RawClient.connect(t, first.tcp, 5, { clientId: 'later', ...lasting, ...will('later', 60) });
  t.equal(first.broker.stats().store.wills, 2);
  // The store as it is at this moment is all that the next process has.
  mock.timers.enable({ apis: ['setInterval'] });
  t.teardown(() => mock.timers.reset());
  let now = Date.now();
  const next = await startBroker(t, { store, now: () => now });
  await until(() => next.broker.stats().store.wills === 1, 'the first is sent');
  const delivered: string[] = [];
  await next.broker.subscribe('will/#', ({ payload }) => delivered.push(payload.toString()));
  now += 60_000;
  mock.timers.tick(1000);
  await until(() => next.broker.stats().store.wills === 0, 'the second is sent');
  t.same(delivered, ['later']);
});

t.test('clients that a shutdown disconnects have their wills sent, or stored for the next start', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] });
  t.teardown(() => mock.timers.reset());
  let now = 1_000_000;
  const store = createMessageStore({ path: ':memory:' });
  const { broker, tcp } = await startBroker(t, { store, now: () => now });
  const delivered: string[] = [];
  await broker.subscribe('will/#', ({ payload }) => delivered.push(payload.toString()));
  await RawClient.connect(t, tcp, 5, { clientId: 'now', ...will('now') });
  await RawClient.connect(t, tcp, 5, { clientId: 'later', ...lasting, ...will('later', 60) });
  await broker.close();
  now += 60_000;
  mock.timers.tick(60_000);
  t.same(delivered, ['now'], 'nothing is sent by a broker that is closed');
  t.same(
    store.wills().map(({ clientId }) => clientId),
    ['later'],
  );
});
