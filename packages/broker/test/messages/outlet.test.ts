import { createMessageStore } from '@ocpp-broker/persistence';
import t from 'tap';
import { collect, connect, options, publish, startBroker } from '../harness.ts';
import { RawClient, texts } from '../outside/raw-client.ts';
import { until } from '../outside/until.ts';

const kilobyte = Buffer.alloc(1024, 'x');

t.test(
  'a client that acknowledges nothing is cut when too many bytes wait for it, with 0x97 for the log',
  async (t) => {
    const slowClient = { dropQos0AboveBytes: 64 * 1024, disconnectAboveBytes: 256 * 1024 };
    const { broker, tcp, event } = await startBroker(t, { options: { ...options, slowClient } });
    const client = await RawClient.connect(t, tcp, 5, { clientId: 'deaf', properties: { receiveMaximum: 1 } });
    client.acknowledges = false;
    await client.subscribe('a', 1);
    let published = 0;
    while (broker.client('deaf') !== undefined) {
      await publish(broker, { topic: 'a', payload: kilobyte, qos: 1 });
      published += 1;
    }
    t.ok(published > 150 && published < 260, `after ${published}`);
    await client.closed();
    t.match(await event(({ kind }) => kind === 'client-cut'), { clientId: 'deaf', reason: 'slow-client' });
    t.match(await event(({ kind }) => kind === 'disconnected'), { clientId: 'deaf', reasonCode: 0x97 });
  },
);

t.test('a client that acknowledges nothing is cut at 100,000 messages, however small', async (t) => {
  const slowClient = { dropQos0AboveBytes: 2 ** 30, disconnectAboveBytes: 2 ** 30 };
  const { broker, tcp, event } = await startBroker(t, { options: { ...options, slowClient } });
  const client = await RawClient.connect(t, tcp, 5, { clientId: 'deaf', properties: { receiveMaximum: 1 } });
  client.acknowledges = false;
  await client.subscribe('a', 1);
  const payload = Buffer.alloc(0);
  const one = { topic: 'a', payload, qos: 1, retain: false } as const;
  for (let at = 0; at < 100_001; at += 1) broker.publish(one, () => undefined);
  t.equal(broker.client('deaf')?.queuedCount, 100_000);
  broker.publish(one, () => undefined);
  t.match(await event(({ kind }) => kind === 'message-dropped'), { clientId: 'deaf', reason: 'queue-full' });
  t.match(await event(({ kind }) => kind === 'client-cut'), { clientId: 'deaf', reason: 'slow-client' });
  t.equal(broker.client('deaf'), undefined);
});

t.test('a stored session that acknowledges nothing is not cut: what waits is in the store', async (t) => {
  const slowClient = { dropQos0AboveBytes: 64 * 1024, disconnectAboveBytes: 256 * 1024 };
  const { broker, tcp } = await startBroker(t, { options: { ...options, slowClient } });
  const properties = { sessionExpiryInterval: 60, receiveMaximum: 1 };
  const client = await RawClient.connect(t, tcp, 5, { clientId: 'deaf', clean: false, properties });
  client.acknowledges = false;
  await client.subscribe('a', 1);
  for (let at = 0; at < 2000; at += 1) await publish(broker, { topic: 'a', payload: `${at}`.padEnd(1024), qos: 1 });
  t.match(broker.client('deaf'), { queuedCount: 1999, inflightCount: 1, queueDropped: 0 });
  await client.vanish();
  await until(() => broker.stats().clients === 0, 'it has gone');
  await publish(broker, { topic: 'a', payload: 'end', qos: 1 });
  const back = await RawClient.connect(t, tcp, 5, { clientId: 'deaf', clean: false, properties: { ...properties } });
  const received = texts(await back.receiveUntilEnd());
  t.same(
    received.map(Number),
    Array.from({ length: 2000 }, (_, at) => at),
  );
});

t.test('a message above what its client takes is left out for it alone, and told', async (t) => {
  const { broker, tcp, event } = await startBroker(t);
  const small = await RawClient.connect(t, tcp, 5, { clientId: 'small', properties: { maximumPacketSize: 100 } });
  await small.subscribe('a', 2);
  const large = await RawClient.connect(t, tcp, 5);
  await large.subscribe('a', 2);
  for (const qos of [0, 1, 2] as const) await publish(broker, { topic: 'a', payload: kilobyte, qos });
  await publish(broker, { topic: 'a', payload: 'end', qos: 2 });
  t.same(await small.receiveUntilEnd(), []);
  t.equal((await large.receiveUntilEnd()).length, 3);
  t.match(await event(({ kind }) => kind === 'message-dropped'), { clientId: 'small', reason: 'packet-too-large' });
  t.equal(broker.client('small')?.queueDropped, 3);
  await until(() => broker.client('small')?.inflightCount === 0, 'what it got is acknowledged');
});

t.test('a message that expires while it waits is not sent, and one that does not says what is left', async (t) => {
  let now = Date.now();
  const store = createMessageStore({ path: ':memory:', now: () => now });
  const { broker, tcp, events } = await startBroker(t, { now: () => now, store });
  const client = await RawClient.connect(t, tcp, 5, { clientId: 'one', properties: { receiveMaximum: 1 } });
  client.acknowledges = false;
  await client.subscribe('a', 1);
  const expiring = (payload: string, messageExpiryInterval: number) =>
    broker.publish(
      { topic: 'a', payload, qos: 1, retain: true, properties: { messageExpiryInterval } },
      () => undefined,
    );
  broker.publish(
    { topic: 'a', payload: 'none', qos: 0, retain: false, properties: { messageExpiryInterval: 0 } },
    () => undefined,
  );
  t.match(events.at(-1), { kind: 'message-dropped', clientId: 'one', reason: 'expired' });
  expiring('first', 100);
  expiring('short', 10);
  expiring('long', 100);
  const first = await client.receive();
  now += 10_500;
  client.acknowledges = true;
  client.send(Buffer.from([0x40, 2, first.id >> 8, first.id & 0xff]));
  t.match(await client.receive(), { properties: { messageExpiryInterval: 90 } });
  t.equal(events.filter((event) => event.kind === 'message-dropped' && event.reason === 'expired').length, 2);
  const late = await RawClient.connect(t, tcp, 5);
  await late.subscribe('a');
  t.match(await late.receive(), { retain: true, properties: { messageExpiryInterval: 90 } });
  now += 89_500;
  const later = await RawClient.connect(t, tcp, 5);
  await later.subscribe('a');
  await later.ping();
  t.notOk(later.received.some(({ kind }) => kind === 'publish'));
});

t.test('nothing comes behind the DISCONNECT of a client that is ended', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const client = await RawClient.connect(t, tcp, 5, { clientId: 'one' });
  await client.subscribe('a', 1);
  broker.kick('one');
  // So large that it would not wait for the end of the turn, when the connection is closed.
  const payload = Buffer.alloc(100_000);
  for (const qos of [0, 1] as const) broker.publish({ topic: 'a', payload, qos, retain: false }, () => undefined);
  t.equal(await client.disconnected(), 0x98);
  t.equal(client.received.at(-1)?.kind, 'disconnect');
});

t.test('packet ids begin anywhere, so that a late answer does not acknowledge a new message', async (t) => {
  const { broker, tcp } = await startBroker(t);
  const ids = new Set<number>();
  for (let round = 0; round < 4; round += 1) {
    const client = await RawClient.connect(t, tcp, 4, { clientId: 'one' });
    await client.subscribe('a', 1);
    await publish(broker, { topic: 'a', qos: 1 });
    const { id } = await client.receive();
    t.ok(id > 0 && id <= 65_535);
    ids.add(id);
  }
  t.ok(ids.size > 1);
});

t.test('a worker of a shared subscription that is cut as too slow leaves what it has not got to another', async (t) => {
  const slowClient = { dropQos0AboveBytes: 2 ** 30, disconnectAboveBytes: 64 * 1024 };
  const test = await startBroker(t, { options: { ...options, slowClient } });
  const deaf = await RawClient.connect(t, test.tcp, 5, { clientId: 'deaf', properties: { receiveMaximum: 1 } });
  deaf.acknowledges = false;
  await deaf.subscribe('$share/g/job', 1);
  await deaf.subscribe('other', 1);
  const jobs = Array.from({ length: 20 }, (_, at) => `${at}`);
  for (const payload of jobs) await publish(test.broker, { topic: 'job', payload, qos: 1 });
  const worker = await connect(t, test.url);
  const received = collect(worker);
  await worker.subscribeAsync('$share/g/job', { qos: 1 });
  while (test.broker.client('deaf') !== undefined) {
    await publish(test.broker, { topic: 'other', payload: kilobyte, qos: 1 });
  }
  await received.take(20);
  t.same(
    received.all.map(({ payload }) => payload),
    jobs,
  );
});

t.test('a job that a worker has no room for goes to another, and only the worker is cut', async (t) => {
  const slowClient = { dropQos0AboveBytes: 2 ** 30, disconnectAboveBytes: 2 ** 30 };
  const test = await startBroker(t, { options: { ...options, slowClient } });
  const deaf = await RawClient.connect(t, test.tcp, 5, { clientId: 'deaf', properties: { receiveMaximum: 1 } });
  deaf.acknowledges = false;
  await deaf.subscribe([
    { filter: '$share/g/job', options: 1 },
    { filter: 'other', options: 1 },
  ]);
  const payload = Buffer.alloc(0);
  const other = { topic: 'other', payload, qos: 1, retain: false } as const;
  for (let at = 0; at < 100_001; at += 1) test.broker.publish(other, () => undefined);
  const away = await RawClient.connect(t, test.tcp, 4, { clientId: 'away', clean: false });
  await away.subscribe('$share/g/job', 1);
  await away.leave();
  await publish(test.broker, { topic: 'job', payload: 'end', qos: 1 });
  t.match(await test.event(({ kind }) => kind === 'client-cut'), { clientId: 'deaf', reason: 'slow-client' });
  const back = await RawClient.connect(t, test.tcp, 4, { clientId: 'away', clean: false });
  t.same(await back.receiveUntilEnd(), []);
});
