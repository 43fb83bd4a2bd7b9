import t, { type Test } from 'tap';
import type { EventStream } from '../src/event-stream.ts';
import { EventStreams } from '../src/event-stream-places.ts';

const places = (change: Partial<{ streamsMax: number; heartbeatMs: number }> = {}) =>
  new EventStreams({ streamsMax: 2, heartbeatMs: 60_000, eventsMax: 10, bytesMax: 1_000, ...change });

/** An open stream, which does not outlive the test. */
function opened(
  t: Test,
  streams: EventStreams,
  stillAllowed: () => boolean | Promise<boolean> = () => true,
): EventStream {
  const stream = streams.open(stillAllowed);
  if (stream === undefined) throw new Error('no place');
  t.teardown(() => stream.destroy());
  return stream;
}

const closeOf = (stream: EventStream) => new Promise<void>((resolve) => stream.once('close', resolve));

t.test('there are so many places, and who leaves gives one back', async (t) => {
  const streams = places();
  const one = opened(t, streams);
  opened(t, streams);
  t.equal(
    streams.open(() => true),
    undefined,
  );
  const closed = closeOf(one);
  one.destroy();
  await closed;
  t.equal(streams.size, 1);
  opened(t, streams);
});

t.test('a stream begins by saying when to come back', async (t) => {
  const stream = opened(t, places());
  t.equal(String(stream.read()), 'retry: 5000\n\n');
});

t.test('at each heartbeat the reader gets a comment', async (t) => {
  const stream = opened(t, places({ heartbeatMs: 1 }));
  stream.read();
  await new Promise((resolve) => stream.once('readable', resolve));
  t.match(String(stream.read()), ': still here');
});

t.test('a reader who may no longer read is shown out at the next heartbeat', async (t) => {
  for (const refuse of [() => false, () => Promise.reject(new Error('who knows'))]) {
    const streams = places({ heartbeatMs: 1 });
    const stream = opened(t, streams, refuse);
    const closed = closeOf(stream);
    stream.resume();
    await closed;
    t.equal(streams.size, 0);
  }
});

t.test('a reader who reads nothing for eight heartbeats loses the place', async (t) => {
  const streams = places({ heartbeatMs: 1 });
  const stream = opened(t, streams);
  const closed = closeOf(stream);
  stream.event('frame', 'x'.repeat(900));
  await closed;
  t.equal(streams.size, 0);
});

t.test('closed, all streams end and none is opened', async (t) => {
  const streams = places();
  const stream = opened(t, streams);
  const closed = closeOf(stream);
  stream.resume();
  streams.close();
  await closed;
  t.equal(
    streams.open(() => true),
    undefined,
  );
});
