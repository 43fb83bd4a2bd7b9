import t from 'tap';
import type { DeliveredMessage } from '../../src/index.ts';
import { connect, options, publish, startBroker } from '../harness.ts';

t.test(
  'a subscriber inside the process gets messages of clients, with their client id, and of the process',
  async (t) => {
    const { broker, url } = await startBroker(t);
    const delivered: DeliveredMessage[] = [];
    await broker.subscribe('a/+', (message) => delivered.push(message));
    const client = await connect(t, url, { clientId: 'one', protocolVersion: 5 });
    const properties = { responseTopic: 'answer', correlationData: Buffer.from('7'), messageExpiryInterval: 60 };
    await client.publishAsync('a/b', 'from a client', { qos: 1, retain: true, properties });
    await publish(broker, { topic: 'a/c', payload: 'from inside', qos: 2 });
    await publish(broker, { topic: 'a/d', payload: Buffer.from([1, 2]) });
    await publish(broker, { topic: 'b' });
    t.match(delivered[0], { topic: 'a/b', qos: 1, retain: true, clientId: 'one', properties });
    t.same(delivered[0]?.payload, Buffer.from('from a client'));
    t.match(delivered[1], { topic: 'a/c', qos: 2, retain: false, payload: Buffer.from('from inside') });
    t.equal(delivered[1]?.clientId, undefined);
    t.same(delivered[2]?.payload, Buffer.from([1, 2]));
    t.equal(delivered.length, 3);
  },
);

t.test('two subscribers get the same message, and the one that has left gets none', async (t) => {
  const { broker } = await startBroker(t);
  const [first, second]: [string[], string[]] = [[], []];
  const leave = await broker.subscribe('a', ({ payload }) => first.push(payload.toString()));
  await broker.subscribe('#', ({ payload }) => second.push(payload.toString()));
  await publish(broker, { topic: 'a', payload: 'one' });
  const left = leave();
  await publish(broker, { topic: 'a', payload: 'two' });
  await left;
  await leave();
  await publish(broker, { topic: 'a', payload: 'three' });
  t.same(first, ['one'], 'not even what comes before the emitter has let go');
  t.same(second, ['one', 'two', 'three']);
});

t.test('wildcards do not reach the topics of the server', async (t) => {
  const { broker, url } = await startBroker(t);
  const topics: string[] = [];
  const system: string[] = [];
  await broker.subscribe('#', ({ topic }) => topics.push(topic));
  await broker.subscribe('+/broker/version', ({ topic }) => topics.push(topic));
  await broker.subscribe('$SYS/broker/version', ({ topic }) => system.push(topic));
  await connect(t, url);
  broker.reconfigure({ ...options, systemTopicsIntervalMs: 3_600_000 });
  await publish(broker, { topic: 'a' });
  t.same(topics, ['a']);
  t.same(system, ['$SYS/broker/version']);
});

t.test('a subscriber that throws is logged, and takes nothing from the others', async (t) => {
  const { broker, log } = await startBroker(t);
  const topics: string[] = [];
  await broker.subscribe('a', () => {
    throw new Error('broken');
  });
  await broker.subscribe('a', ({ topic }) => topics.push(topic));
  await publish(broker, { topic: 'a' });
  t.same(topics, ['a']);
  t.match(log, [{ level: 'error', topic: 'a' }]);
});

t.test('what is no topic filter is refused', async (t) => {
  const { broker } = await startBroker(t);
  for (const filter of ['', 'a/#/b', 'a+', 'a\u0000']) {
    await t.rejects(
      broker.subscribe(filter, () => undefined),
      { code: 'TOPIC_FILTER_INVALID' },
    );
  }
});

t.test('a subscriber inside the process holds no publisher back', async (t) => {
  const { broker, url } = await startBroker(t);
  let count = 0;
  await broker.subscribe('a', () => {
    count += 1;
  });
  const client = await connect(t, url);
  await Promise.all(Array.from({ length: 1000 }, () => client.publishAsync('a', 'x', { qos: 1 })));
  t.equal(count, 1000);
});
