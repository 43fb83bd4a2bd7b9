import t from 'tap';
import type { BrokerPacket, MessageEmitter, Notify } from '../src/aedes-internals.ts';
import { Emission } from '../src/emission.ts';
import { collect, connect, publish, startBroker } from './harness.ts';

function packet(topic: string): BrokerPacket {
  return { cmd: 'publish', topic, payload: Buffer.alloc(0), qos: 0, retain: false, brokerId: 'b', brokerCounter: 1 };
}

/** Tells every subscriber of every message, at once. */
function loudEmitter(): MessageEmitter {
  const listeners: Notify[] = [];
  return {
    on: (_topic, notify) => listeners.push(notify),
    removeListener: (_topic, notify) => listeners.splice(listeners.indexOf(notify), 1),
    emit: (message, done) => {
      for (const notify of listeners) notify(message, () => undefined);
      done?.();
    },
    close: (done) => done(),
  };
}

t.test('a message that is emitted inside a delivery comes after the one that is being delivered', async (t) => {
  const emission = new Emission(loudEmitter());
  const seen: string[] = [];
  emission.on('#', ({ topic }) => {
    seen.push(`first ${topic}`);
    if (topic === 'question') emission.emit(packet('answer'), () => seen.push('answer done'));
  });
  emission.on('#', ({ topic }) => seen.push(`second ${topic}`));
  emission.emit(packet('question'), () => seen.push('question done'));
  t.same(seen, ['first question', 'second question', 'question done', 'first answer', 'second answer', 'answer done']);
});

t.test('a chain of messages, each emitted by the delivery of the one before, does not grow the stack', async (t) => {
  const emission = new Emission(loudEmitter());
  let left = 100_000;
  emission.on('#', () => {
    left -= 1;
    if (left > 0) emission.emit(packet('again'));
  });
  emission.emit(packet('first'));
  t.equal(left, 0);
});

t.test('a delivery that throws does not stop what is emitted later', async (t) => {
  const emission = new Emission(loudEmitter());
  const seen: string[] = [];
  emission.on('#', ({ topic }) => {
    if (topic === 'bad') throw new Error('bad');
    seen.push(topic);
  });
  t.throws(() => emission.emit(packet('bad')), { message: 'bad' });
  emission.emit(packet('good'));
  t.same(seen, ['good']);
});

t.test('only subscriptions of clients are counted, those of Aedes and of the process are not', async (t) => {
  const emission = new Emission(loudEmitter());
  const ignore: Notify = (_packet, done) => done();
  emission.on('$SYS/+/heartbeat', ignore);
  emission.countFromNow();
  emission.onInternal('a', ignore, () => undefined);
  t.equal(emission.subscriptionsCount, 0);
  t.notOk(emission.hasSubscribers('a'));
  emission.on('a', ignore);
  t.ok(emission.hasSubscribers('a'));
  emission.removeListener('a', ignore);
  t.equal(emission.subscriptionsCount, 0);
});

t.test('whether anybody is subscribed follows clients as they come and go', async (t) => {
  const { broker, url, event } = await startBroker(t);
  await broker.subscribe('ocpp/cs/+', () => undefined);
  t.notOk(broker.hasSubscribers('ocpp/cs/CP1'));
  const client = await connect(t, url, { clientId: 'csms' });
  await client.subscribeAsync(['ocpp/cs/+', '+/x']);
  t.ok(broker.hasSubscribers('ocpp/cs/CP1'));
  t.notOk(broker.hasSubscribers('$SYS/x'));
  await client.unsubscribeAsync('ocpp/cs/+');
  t.notOk(broker.hasSubscribers('ocpp/cs/CP1'));
  t.equal(broker.stats().subscriptions, 1);
  client.end(true);
  await event(({ kind }) => kind === 'disconnected');
  await publish(broker, { topic: 'later' });
  t.notOk(broker.hasSubscribers('a/x'));
  t.equal(broker.stats().subscriptions, 0);
});

t.test('an answer that is published from inside a delivery reaches clients behind the question', async (t) => {
  const { broker, url } = await startBroker(t);
  const client = await connect(t, url);
  await client.subscribeAsync({ '#': { qos: 0 }, question: { qos: 0 }, answer: { qos: 0 } });
  await broker.subscribe('question', () => void publish(broker, { topic: 'answer' }));
  const received = collect(client);
  for (let at = 0; at < 20; at += 1) await publish(broker, { topic: 'question' });
  await received.take(40);
  t.same(
    received.all.map(({ topic }) => topic),
    Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 'question' : 'answer')),
  );
});
