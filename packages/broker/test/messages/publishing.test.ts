import { createMessageStore } from '@ocpp-broker/persistence';
import t from 'tap';
import type { BrokerMessage } from '../../src/index.ts';
import { failingStore } from '../failing-store.ts';
import {
  collect,
  connect,
  listenWebSocket,
  publish,
  startBroker,
  topicGuard,
  versions,
  withLimits,
} from '../harness.ts';
import { RawClient, texts } from '../outside/raw-client.ts';
import { until } from '../outside/until.ts';

const classes = ([0, 1, 2] as const).flatMap((qos) => [false, true].map((retain) => ({ qos, retain })));

/** `count` messages in turn of every class of QoS and retain flag, in one turn of the event loop. */
function floodFromInside(broker: Parameters<typeof publish>[0], count: number): Promise<unknown> {
  return Promise.all(
    Array.from({ length: count }, (_, at) =>
      publish(broker, { topic: `flood/${at % 7}`, payload: `${at}`, ...classes[at % 6] }),
    ),
  );
}

for (const { name, options } of versions) {
  for (const carrier of ['TCP', 'WebSocket'] as const) {
    for (const qos of [0, 1, 2] as const) {
      t.test(
        `${name} over ${carrier}: of a flood of all classes in one turn, none is lost at QoS ${qos}`,
        async (t) => {
          const { broker, url } = await startBroker(t);
          const address = carrier === 'TCP' ? url : await listenWebSocket(broker);
          const subscriber = await connect(t, address, options);
          await subscriber.subscribeAsync('flood/#', { qos });
          const received = collect(subscriber);
          await floodFromInside(broker, 3000);
          await received.take(3000);
          const numbers = received.all.map(({ payload }) => Number(payload));
          t.equal(new Set(numbers).size, 3000, 'each once');
          const isRight = ({ payload, ...message }: (typeof received.all)[number]) =>
            message.qos === Math.min(qos, classes[Number(payload) % 6]?.qos ?? 0);
          t.ok(received.all.every(isRight), 'with the lower of both QoS');
          t.equal(broker.stats().droppedMessages, 0);
        },
      );
    }
  }
}

t.test('of a flood that a client publishes in one turn, none is lost', async (t) => {
  const { broker, url } = await startBroker(t);
  const subscriber = await connect(t, url, { protocolVersion: 5 });
  await subscriber.subscribeAsync('flood/#', { qos: 2 });
  const received = collect(subscriber);
  const publisher = await connect(t, url, { protocolVersion: 5 });
  for (let at = 0; at < 3000; at += 1)
    publisher.publish(`flood/${at % 7}`, `${at}`, { ...classes[at % 6] }, () => undefined);
  await received.take(3000);
  t.equal(new Set(received.all.map(({ payload }) => payload)).size, 3000);
  t.equal(broker.stats().droppedMessages, 0);
});

t.test('messages keep their order, of whatever QoS, and whether they need storing or not', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const away = await RawClient.connect(t, tcp, 4, { clientId: 'away', clean: false });
  await away.subscribe('both/stored', 1);
  await away.leave();
  const subscriber = await RawClient.connect(t, tcp, 5);
  await subscriber.subscribe('both/#', 2);
  for (let at = 0; at < 100; at += 1) {
    const topic = at % 3 === 0 ? 'both/stored' : 'both/plain';
    void publish(broker, { topic, payload: `${at}`, qos: ([1, 0, 2, 0] as const)[at % 4] ?? 1 });
    if (at % 10 === 9) await new Promise((resolve) => setImmediate(resolve));
  }
  void publish(broker, { topic: 'both/plain', payload: 'end', qos: 1 });
  t.same(
    texts(await subscriber.receiveUntilEnd()).map(Number),
    Array.from({ length: 100 }, (_, at) => at),
  );
});

t.test('what is published from inside a delivery comes to everybody behind the message that caused it', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const seen: string[] = [];
  const answer: BrokerMessage = { topic: 'answer', payload: 'answer', qos: 0, retain: false };
  await broker.subscribe('#', ({ topic }) => {
    seen.push(`first ${topic}`);
    if (topic === 'question') broker.publish(answer, () => seen.push('answered'));
  });
  await broker.subscribe('#', ({ topic }) => seen.push(`second ${topic}`));
  const client = await RawClient.connect(t, tcp, 5);
  await client.subscribe('#', 0);
  const asker = await RawClient.connect(t, tcp, 5);
  for (let count = 0; count < 20; count += 1) await asker.publish({ topic: 'question', payload: 'question', qos: 1 });
  await publish(broker, { topic: 'end', payload: 'end' });
  t.same(seen.slice(0, 5), ['first question', 'second question', 'first answer', 'second answer', 'answered']);
  t.same(
    texts(await client.receiveUntilEnd()),
    Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 'question' : 'answer')),
  );
});

t.test(
  'a chain of messages, each published from the delivery of the one before, does not grow the stack',
  async (t) => {
    const { broker } = await startBroker(t);
    for (const qos of [0, 1] as const) {
      let left = 50_000;
      const leave = await broker.subscribe('again', () => {
        left -= 1;
        if (left > 0) broker.publish({ topic: 'again', payload: '', qos, retain: false }, () => undefined);
      });
      await publish(broker, { topic: 'again', qos });
      t.equal(left, 0);
      await leave();
    }
  },
);

t.test('a message that could not be stored reaches nobody, and its publisher inside is told', async (t) => {
  const { store, failCommits, mend, breakMethod } = failingStore();
  const { broker, tcp, log } = await startBroker(t, { store });
  const away = await RawClient.connect(t, tcp, 4, { clientId: 'away', clean: false });
  await away.subscribe('a', 1);
  await away.leave();
  const inside: string[] = [];
  await broker.subscribe('a', ({ payload }) => inside.push(payload.toString()));
  failCommits();
  await t.rejects(publish(broker, { topic: 'a', payload: 'lost', qos: 1 }), { message: 'disk full' });
  mend();
  breakMethod('enqueue');
  await t.rejects(publish(broker, { topic: 'a', payload: 'lost', qos: 1 }), { message: 'database is gone' });
  t.match(
    log.find(({ message }) => message === 'the store has failed'),
    { level: 'error', err: { message: 'database is gone' } },
  );
  mend();
  await new Promise((resolve) => setImmediate(resolve));
  await publish(broker, { topic: 'a', payload: 'safe', qos: 1 });
  t.same(inside, ['safe']);
});

t.test('a retained message above the limits is handed out, but not kept, and that is told', async (t) => {
  const store = createMessageStore({ path: ':memory:', limits: { retainedMessagesMax: 1 } });
  const { broker, tcp, event, log } = await startBroker(t, { store });
  const client = await RawClient.connect(t, tcp, 5);
  await client.subscribe('#', 1);
  await client.publish({ topic: 'a', payload: 'first', qos: 1, retain: true });
  t.equal(await client.publish({ topic: 'b', payload: 'second', qos: 1, retain: true }), 0);
  t.equal((await client.receive()).payload.toString(), 'first');
  t.equal((await client.receive()).payload.toString(), 'second');
  t.match(await event(({ kind }) => kind === 'message-dropped'), { clientId: '', reason: 'retained_messages' });
  t.match(
    log.find(({ message }) => message === 'retained message is not kept'),
    { level: 'warn', topic: 'b' },
  );
  t.equal(broker.stats().store.retainedMessages, 1);
});

t.test('a full queue of one session loses the newest, which is told, and takes nothing from another', async (t) => {
  const store = createMessageStore({ path: ':memory:', limits: { queuedMessagesPerSessionMax: 3 } });
  const { broker, tcp, events } = await startBroker(t, { store });
  for (const clientId of ['one', 'two']) {
    const client = await RawClient.connect(t, tcp, 4, { clientId, clean: false });
    await client.subscribe(clientId === 'one' ? '#' : 'a/0', 1);
    await client.leave();
  }
  for (let at = 0; at < 5; at += 1) await publish(broker, { topic: `a/${at}`, payload: `${at}`, qos: 1 });
  t.match(
    events.filter(({ kind }) => kind === 'message-dropped'),
    [
      { clientId: 'one', reason: 'queued_messages' },
      { clientId: 'one', reason: 'queued_messages' },
    ],
  );
  t.equal(broker.stats().droppedMessages, 2);
  const back = await RawClient.connect(t, tcp, 4, { clientId: 'one', clean: false });
  for (let at = 0; at < 3; at += 1) t.equal((await back.receive()).topic, `a/${at}`);
  const other = await RawClient.connect(t, tcp, 4, { clientId: 'two', clean: false });
  t.equal((await other.receive()).topic, 'a/0');
});

for (const clean of [true, false]) {
  t.test(`overlapping subscriptions bring a message once, with the highest QoS (clean: ${clean})`, async (t) => {
    const { broker, tcp } = await startBroker(t);
    const overlap = { clientId: 'overlap', clean };
    const subscriber = await RawClient.connect(t, tcp, 4, overlap);
    const filters = { 'a/b': 0, 'a/+': 1, 'a/#': 2, '#': 0 };
    await subscriber.subscribe(Object.entries(filters).map(([filter, options]) => ({ filter, options })));
    for (const qos of [0, 1, 2] as const) await publish(broker, { topic: 'a/b', payload: `${qos}`, qos });
    await publish(broker, { topic: 'other', qos: 2 });
    await publish(broker, { topic: 'end', payload: 'end' });
    const received = await subscriber.receiveUntilEnd();
    t.same(received.map(({ topic, qos }) => `${topic} ${qos}`).sort(), ['a/b 0', 'a/b 1', 'a/b 2', 'other 0']);
    await subscriber.ping();
    await subscriber.leave();
    const back = await RawClient.connect(t, tcp, 4, overlap);
    await back.subscribe('end');
    await publish(broker, { topic: 'end', payload: 'end' });
    t.same(texts(await back.receiveUntilEnd()), [], 'nothing is sent again');
  });
}

t.test(
  'a client that wants none of its own messages by one filter gets them by another, with that one alone',
  async (t) => {
    const { broker, tcp } = await startBroker(t);
    const client = await RawClient.connect(t, tcp, 5, { clientId: 'one' });
    const noLocal = 4;
    await client.subscribe([{ filter: 'a/+', options: 2 | noLocal }], 0, { subscriptionIdentifier: 1 });
    await client.subscribe([{ filter: 'b/+', options: 1 | noLocal }], 0, { subscriptionIdentifier: 2 });
    await client.subscribe([{ filter: 'a/#', options: 1 }], 0, { subscriptionIdentifier: 3 });
    await client.publish({ topic: 'a/x', payload: 'own', qos: 2 });
    t.match(await client.receive(), { topic: 'a/x', qos: 1, properties: { subscriptionIdentifier: [3] } });
    await client.publish({ topic: 'b/x', payload: 'own', qos: 1 });
    await publish(broker, { topic: 'a/x', payload: 'other', qos: 2 });
    const other = await client.receive();
    t.match(other, { topic: 'a/x', qos: 2 });
    t.same(other.properties.subscriptionIdentifier?.toSorted(), [1, 3]);
    await publish(broker, { topic: 'b/x', payload: 'end', qos: 2 });
    t.same(await client.receiveUntilEnd(), []);
  },
);

t.test('MQTT 5 is told when nobody is subscribed; a session that is away, and the process, are somebody', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const away = await RawClient.connect(t, tcp, 4, { clientId: 'away', clean: false });
  await away.subscribe('stored', 1);
  await away.leave();
  await broker.subscribe('process', () => undefined);
  const client = await RawClient.connect(t, tcp, 5);
  for (const qos of [1, 2] as const) {
    t.equal(await client.publish({ topic: 'nobody', qos }), 0x10);
    t.equal(await client.publish({ topic: 'stored', qos }), 0);
    t.equal(await client.publish({ topic: 'process', qos }), 0);
  }
});

t.test('a publisher waits for a slow subscriber once, and then no more until that has caught up', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const frozen = await RawClient.connect(t, tcp, 4, { clientId: 'frozen' });
  await frozen.subscribe('flood', 0);
  const payload = Buffer.alloc(64 * 1024);
  const flood = async () => {
    let isDone = false;
    const done = new Promise<void>((resolve) => {
      broker.publish({ topic: 'flood', payload, qos: 0, retain: false }, () => {
        isDone = true;
        resolve();
      });
    });
    const isAtOnce = isDone;
    await done;
    await new Promise((resolve) => setImmediate(resolve));
    return isAtOnce;
  };
  const unsent = () => broker.client('frozen')?.unsentBytes ?? 0;
  for (let round = 0; round < 2; round += 1) {
    frozen.transport.freeze();
    // Before that the system takes them for a while, and catches up within the patience.
    let held = 0;
    while (unsent() < 512 * 1024) if (!(await flood())) held += 1;
    t.ok(held > 0, `round ${round}: it has waited`);
    t.ok(await flood(), 'and waits no more');
    t.ok(await flood());
    frozen.transport.thaw();
    await until(() => unsent() === 0, 'it has caught up');
  }
});

t.test('what one client may not receive is not sent to it, and to others it is', async (t) => {
  const hidden = 'secret/';
  const guard = {
    ...topicGuard,
    isNarrowed: ({ clientId }: { clientId: string }) => clientId === 'narrow',
    mayReceive: (_client: unknown, topic: string) => !topic.startsWith(hidden),
  };
  const { broker, tcp, events } = await startBroker(t, { topicGuard: guard, ...withLimits({}) });
  const narrow = await RawClient.connect(t, tcp, 5, { clientId: 'narrow' });
  const wide = await RawClient.connect(t, tcp, 5, { clientId: 'wide' });
  for (const client of [narrow, wide]) await client.subscribe('#', 1);
  for (const qos of [0, 1] as const) await publish(broker, { topic: 'secret/a', payload: 'hidden', qos, retain: true });
  await publish(broker, { topic: 'open', payload: 'end', qos: 1 });
  t.same(texts(await narrow.receiveUntilEnd()), []);
  t.same(texts(await wide.receiveUntilEnd()), ['hidden', 'hidden']);
  await narrow.subscribe('#', 1);
  await narrow.ping();
  t.equal(narrow.received.filter(({ kind }) => kind === 'publish').length, 1, 'nor is a retained one');
  await until(() => events.filter(({ kind }) => kind === 'message-dropped').length === 3, 'three were dropped');
  t.equal(broker.stats().droppedMessages, 0, 'they were not for it at all');
});
