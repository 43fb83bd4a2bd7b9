import { EventEmitter } from 'node:events';
import t from 'tap';
import { collect, connect, publish, startBroker } from './harness.ts';
import { memoryPersistence } from './memory-persistence.ts';
import { RawClient } from './raw-client.ts';

t.test('sessions and retained messages are kept by the persistence that was given', async (t) => {
  const persistence = memoryPersistence();
  const first = await startBroker(t, { persistence });
  const client = await connect(t, first.url, { clientId: 'one', clean: false });
  await client.subscribeAsync('a', { qos: 1 });
  await client.endAsync();
  await publish(first.broker, { topic: 'a', payload: 'waiting', qos: 1 });
  await publish(first.broker, { topic: 'state', payload: 'kept', retain: true });
  await first.broker.close();

  const second = await startBroker(t, { persistence });
  const back = await connect(t, second.url, { clientId: 'one', clean: false });
  t.match(await collect(back).take(1), [{ topic: 'a', payload: 'waiting' }]);
  const late = await connect(t, second.url);
  const received = collect(late);
  await late.subscribeAsync('state');
  t.match(await received.take(1), [{ payload: 'kept', retain: true }]);
});

type Notify = (packet: unknown, done: () => void) => void;

/** Delivers by the exact topic; `hold` keeps it from letting go of subscribers. */
function plainEmitter() {
  const bus = new EventEmitter();
  const topics: string[] = [];
  let isHolding = false;
  const held: (() => void)[] = [];
  return {
    topics,
    hold: () => {
      isHolding = true;
    },
    release: () => {
      isHolding = false;
      for (const finish of held) finish();
    },
    on: (topic: string, notify: Notify, done?: () => void) => {
      bus.on(topic, notify);
      if (done) setImmediate(done);
    },
    removeListener: (topic: string, notify: Notify, done?: () => void) => {
      bus.removeListener(topic, notify);
      if (done === undefined) return;
      if (isHolding) held.push(done);
      else setImmediate(done);
    },
    emit: (packet: { topic: string }, done?: () => void) => {
      topics.push(packet.topic);
      bus.emit(packet.topic, packet, () => undefined);
      done?.();
    },
    close: (done: () => void) => done(),
  };
}

t.test('messages go over the emitter that was given', async (t) => {
  const mq = plainEmitter();
  const { broker, url } = await startBroker(t, { mq });
  const client = await connect(t, url);
  await client.subscribeAsync('a');
  const received = collect(client);
  await publish(broker, { topic: 'a', payload: 'x' });
  t.match(await received.take(1), [{ payload: 'x' }]);
  t.ok(mq.topics.includes('a'));
});

t.test('a client that is still closing takes neither place nor session from the next of its id', async (t) => {
  const mq = plainEmitter();
  const persistence = memoryPersistence();
  const { broker, port, event, events } = await startBroker(t, { mq, persistence });
  const first = await RawClient.connect(t, port, 5, { clientId: 'one' });
  first.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a', qos: 1 }] });
  await first.next('suback');
  mq.hold();
  first.socket.destroy();
  while (broker.stats().connections > 0) await new Promise((resolve) => setImmediate(resolve));

  const second = await RawClient.connect(t, port, 5, { clientId: 'one', properties: { sessionExpiryInterval: 60 } });
  second.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'b', qos: 1 }] });
  await second.next('suback');
  mq.release();
  await new Promise((resolve) => setImmediate(resolve));
  t.match(await persistence.subscriptionsByTopic('b'), [{ clientId: 'one' }]);
  t.ok(broker.client('one'));

  await RawClient.connect(t, port, 5, { clientId: 'one' });
  t.match(await second.next('disconnect'), { reasonCode: 0x8e }, 'Aedes knows whom to take over from');
  await event(() => events.length === 5);
  t.same(
    events.map(({ kind }) => kind),
    ['connected', 'disconnected', 'connected', 'disconnected', 'connected'],
  );
});

t.test('every start has an id of its own, which is one level of a topic', async (t) => {
  const ids: string[] = [];
  for (let at = 0; at < 2; at += 1) {
    const { broker, url } = await startBroker(t, { node: 'ocpp/broker+1#' });
    const topic = new Promise<string>(
      (resolve) => void broker.subscribe('$SYS/+/new/clients', (message) => resolve(message.topic)),
    );
    await connect(t, url);
    ids.push((await topic).split('/')[1] ?? '');
  }
  t.match(ids[0], /^ocpp-broker-1--/);
  t.not(ids[0], ids[1]);
});

t.test('an error of the persistence is logged and told, not thrown', async (t) => {
  const persistence = memoryPersistence();
  persistence.subscriptionsByTopic = async () => {
    throw new Error('disk full');
  };
  const { broker, log, event } = await startBroker(t, { persistence });
  broker.publish({ topic: 'a', payload: 'x', qos: 1, retain: false }, () => undefined);
  t.match(await event(({ kind }) => kind === 'failed'), { error: { message: 'disk full' } });
  t.match(log.at(-1), { level: 'error', err: { message: 'disk full' } });
});
