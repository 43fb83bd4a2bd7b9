import t from 'tap';
import { Publisher, unfinishedPublishesMax } from '../src/publisher.ts';
import { MemoryBus } from './fixtures/memory-bus.ts';

const setUp = () => {
  const bus = new MemoryBus();
  const congestion: boolean[] = [];
  const errors: Error[] = [];
  const publisher = new Publisher(
    bus,
    (isCongested) => congestion.push(isCongested),
    (error) => errors.push(error),
  );
  const publish = (count: number) => {
    for (let place = 0; place < count; place += 1) publisher.publish('t', 'p');
  };
  return { bus, congestion, errors, publisher, publish };
};

t.test('it publishes with QoS 2, not retained', async (t) => {
  const { bus, publish } = setUp();
  publish(1);
  t.strictSame(bus.published, [{ topic: 't', payload: 'p', qos: 2, retain: false }]);
});

t.test('what a requester gets goes to its own topic, with its correlation data as it gave it', async (t) => {
  const { bus, publisher } = setUp();
  const correlationData = new Uint8Array([0, 255, 7]);
  publisher.reply({ topic: 'r', correlationData }, 'p');
  publisher.reply({ topic: 'r' }, 'p');
  const message = { topic: 'r', payload: 'p', qos: 2, retain: false };
  t.strictSame(bus.published, [{ ...message, properties: { correlationData: Buffer.from([0, 255, 7]) } }, message]);
});

t.test('answers to requesters count as publishes that may be unfinished', async (t) => {
  const { bus, congestion, publisher } = setUp();
  bus.isHeld = true;
  for (let place = 0; place < unfinishedPublishesMax; place += 1) publisher.reply({ topic: 'r' }, 'p');
  t.strictSame(congestion, [true]);
  bus.finish();
  t.strictSame(congestion, [true, false]);
});

t.test('too many unfinished publishes are told once, and again when half of them are done', async (t) => {
  const { bus, congestion, publisher, publish } = setUp();
  bus.isHeld = true;
  publish(unfinishedPublishesMax - 1);
  t.strictSame(congestion, []);
  publish(10);
  t.strictSame(congestion, [true]);
  t.ok(publisher.isCongested);
  bus.finish(unfinishedPublishesMax / 2 + 8);
  t.strictSame(congestion, [true]);
  bus.finish(1);
  t.strictSame(congestion, [true, false]);
  t.notOk(publisher.isCongested);
  publish(unfinishedPublishesMax);
  t.strictSame(congestion, [true, false, true]);
});

t.test('a publish that failed is told and is finished like any other', async (t) => {
  const { bus, congestion, errors, publish } = setUp();
  bus.failure = new Error('the broker is closed');
  publish(unfinishedPublishesMax);
  t.strictSame(congestion, [true]);
  await Promise.resolve();
  t.equal(errors.length, unfinishedPublishesMax);
  t.strictSame(congestion, [true, false]);
});

t.test('how long the bus takes is told to whoever wants to know, of each message of its own', async (t) => {
  const bus = new MemoryBus();
  bus.isHeld = true;
  let now = 0;
  const latencies: number[] = [];
  const timer = { now: () => now, taken: (latencyMs: number) => latencies.push(latencyMs) };
  const publisher = new Publisher(
    bus,
    () => {},
    () => {},
    timer,
  );
  publisher.publish('t', 'p');
  now = 10;
  publisher.publish('t', 'p');
  publisher.reply({ topic: 'r' }, 'p');
  now = 15;
  bus.finish();
  t.strictSame(latencies, [15, 5], 'what a requester gets is the same message again');
});
