import type { Message, RequestedSubscription } from '@ocpp-broker/mqtt';
import t from 'tap';
import type { BrokerContext } from '../../src/context.ts';
import { RetainedMessages } from '../../src/messages/retained-messages.ts';
import type { SystemTopics } from '../../src/messages/system-topics.ts';
import type { Session } from '../../src/sessions/session.ts';
import { publish, startBroker, type TestBroker } from '../harness.ts';
import { RawClient, texts } from '../outside/raw-client.ts';
import { until } from '../outside/until.ts';
import { subscribe } from '../outside/wire.ts';

const count = 1000;

async function retain(broker: TestBroker['broker'], payload: (at: number) => string | Buffer, qos: 0 | 1 | 2 = 1) {
  const all = Array.from({ length: count }, (_, at) =>
    publish(broker, { topic: `state/${at}`, payload: payload(at), qos, retain: true }),
  );
  await Promise.all(all);
}

const kept = (client: RawClient) =>
  client.received.flatMap((packet) => (packet.kind === 'publish' && packet.retain ? [packet] : []));

for (const clean of [true, false]) {
  for (const qos of [0, 1, 2] as const) {
    t.test(`1,000 retained messages come to a ${clean ? 'clean' : 'stored'} session at QoS ${qos}`, async (t) => {
      const { broker, tcp } = await startBroker(t);
      await retain(broker, (at) => `${at}`, 2);
      const client = await RawClient.connect(t, tcp, 5, {
        clean,
        properties: { receiveMaximum: 10, sessionExpiryInterval: clean ? 0 : 60 },
      });
      await client.subscribe('state/+', qos);
      await until(() => kept(client).length === count, 'all have come');
      t.equal(new Set(kept(client).map(({ topic }) => topic)).size, count);
      t.ok(kept(client).every((message) => message.qos === qos));
      await client.ping();
      t.equal(kept(client).length, count);
      t.equal(broker.stats().droppedMessages, 0);
    });
  }
}

for (const clean of [true, false]) {
  t.test(
    `more bytes of retained messages than a slow client may have waiting are not lost (clean: ${clean})`,
    async (t) => {
      const { broker, tcp } = await startBroker(t);
      await retain(broker, () => Buffer.alloc(8 * 1024), 0);
      const client = await RawClient.connect(t, tcp, 4, { clientId: 'slow', clean });
      client.send(subscribe(4, 1, [{ filter: '#', options: 1 }]));
      await client.next('suback');
      client.transport.freeze();
      await until(() => (broker.client('slow')?.unsentBytes ?? 0) > 0, 'it is behind');
      for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      t.ok((broker.client('slow')?.unsentBytes ?? 0) < 512 * 1024);
      client.transport.thaw();
      await until(() => kept(client).length === count, 'all have come');
      t.equal(broker.stats().droppedMessages, 0);
    },
  );
}

t.test('others are served between the parts of a long list', async (t) => {
  const { broker, tcp } = await startBroker(t);
  await retain(broker, (at) => `${at}`);
  const reader = await RawClient.connect(t, tcp, 4);
  const other = await RawClient.connect(t, tcp, 4);
  await other.subscribe('live', 0);
  const before = broker.stats().sentMessages;
  reader.send(subscribe(4, 1, [{ filter: 'state/+', options: 0 }]));
  await until(() => broker.stats().sentMessages > before, 'the first part is sent');
  t.ok(broker.stats().sentMessages - before < count);
  await until(() => kept(reader).length === count, 'all have come');
});

t.test('a client that unsubscribes in the middle gets no more of them', async (t) => {
  const { broker, tcp } = await startBroker(t);
  await retain(broker, (at) => `${at}`);
  const client = await RawClient.connect(t, tcp, 5, { properties: { receiveMaximum: 1 } });
  client.acknowledges = false;
  await client.subscribe('state/+', 1);
  await client.receive();
  t.same(await client.unsubscribe('state/+'), [0]);
  await client.ping();
  t.equal(kept(client).length, 1);
});

t.test('a stored session that goes in the middle has the rest waiting for it', async (t) => {
  const { broker, tcp } = await startBroker(t);
  await retain(broker, (at) => `${at}`);
  const session = { clientId: 'one', clean: false, properties: { sessionExpiryInterval: 60, receiveMaximum: 1 } };
  const client = await RawClient.connect(t, tcp, 5, session);
  client.acknowledges = false;
  client.send(subscribe(5, 1, [{ filter: 'state/+', options: 1 }]));
  await client.receive();
  await client.vanish();
  await until(() => broker.stats().store.queuedMessages === count, 'all are queued');
  const back = await RawClient.connect(t, tcp, 5, { ...session, properties: { sessionExpiryInterval: 60 } });
  await until(() => kept(back).length === count, 'all have come');
  t.equal(new Set(texts(kept(back))).size, count);
});

t.test('a stored session that goes while it does not read has the rest waiting for it too', async (t) => {
  const { broker, tcp } = await startBroker(t);
  // More than the system takes before anything waits in the process.
  await retain(broker, () => Buffer.alloc(32 * 1024));
  const session = { clientId: 'one', clean: false, properties: { sessionExpiryInterval: 60 } };
  const client = await RawClient.connect(t, tcp, 5, session);
  client.acknowledges = false;
  client.transport.freeze();
  client.send(subscribe(5, 1, [{ filter: 'state/+', options: 1 }]));
  let before = -1;
  await until(() => {
    const last = before;
    before = broker.stats().store.queuedMessages;
    return before > 0 && before === last;
  }, 'it is behind');
  t.ok(broker.stats().store.queuedMessages < count);
  await client.vanish();
  await until(() => broker.stats().store.queuedMessages === count, 'all are queued');
});

t.test('a session that has ended in the middle leaves nothing to the next of its id', async (t) => {
  const { broker, tcp } = await startBroker(t);
  await retain(broker, (at) => `${at}`);
  const session = { clientId: 'one', properties: { sessionExpiryInterval: 60 } };
  const client = await RawClient.connect(t, tcp, 5, session);
  client.send(subscribe(5, 1, [{ filter: 'state/+', options: 1 }]));
  await client.receive();
  const next = await RawClient.connect(t, tcp, 5, { ...session, clean: true });
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  await next.ping();
  t.equal(kept(next).length, 0);
  t.equal(broker.client('one')?.queuedCount, 0);
});

/** A client that has no room, and counts how often it is looked at. */
function fullClient() {
  let looks = 0;
  const waiting: (() => void)[] = [];
  const outlet = {
    isWritable: () => true,
    get isAble() {
      looks += 1;
      return false;
    },
    whenEased: (done: () => void) => waiting.push(done),
    deliver: () => t.fail('there is no room'),
  };
  const session = { isStored: false, outlet, subscriptions: new Map([['#', {}]]) } as unknown as Session;
  return { session, waiting, looks: () => looks };
}

t.test('a client that acknowledges nothing keeps the process neither busy nor full', async (t) => {
  let lists = 0;
  const message: Message = { topic: 'a', payload: Buffer.alloc(0), qos: 1, retain: true };
  const store = {
    retainedTopics: () => {
      lists += 1;
      return ['a', 'b'];
    },
    retained: () => message,
  };
  const retained = new RetainedMessages(
    { store } as unknown as BrokerContext,
    { matching: () => [] } as unknown as SystemTopics,
  );
  const { session, waiting, looks } = fullClient();
  const options = { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
  const subscription: RequestedSubscription = { filter: '#', options };
  for (let time = 0; time < 1000; time += 1) retained.send(session, [subscription]);
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  t.ok(looks() < 5, `looked ${looks()} times`);
  t.equal(lists, 1);
  t.equal(waiting.length, 1);
});
