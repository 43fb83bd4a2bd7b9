import t from 'tap';
import { EventStream } from '../src/event-stream.ts';

const stream = (change: Partial<{ eventsMax: number; bytesMax: number }> = {}) =>
  new EventStream({ eventsMax: 3, bytesMax: 1_000_000, ...change });

/** Everything that can be read now. */
function read(from: EventStream): string {
  let text = '';
  for (let chunk: unknown = from.read(); chunk !== null; chunk = from.read()) text += String(chunk);
  return text;
}

/** More than the stream hands on before it is read. */
const LONG = 'x'.repeat(20_000);

t.test('an event is written as the format wants it', async (t) => {
  const events = stream();
  events.event('frame', '{"a":1}');
  t.equal(read(events), 'event: frame\ndata: {"a":1}\n\n');
});

t.test(
  'a reader that does not read misses what there is no room for, and is told how much, in its place',
  async (t) => {
    const events = stream();
    read(events);
    events.event('frame', LONG);
    for (let i = 1; i <= 5; i += 1) events.event('frame', String(i));
    t.same(events.waiting.events, 3);
    t.notOk(events.isIdle);
    const text = read(events);
    const told = [...text.matchAll(/event: (\w+)\ndata: (.{1,20})/g)].map(([, name, data]) => `${name} ${data}`);
    t.same(told, [`frame ${LONG.slice(0, 20)}`, 'frame 1', 'frame 2', 'frame 3', 'dropped {"count":2}']);
    t.ok(events.isIdle);
    events.event('frame', '6');
    t.equal(read(events), 'event: frame\ndata: 6\n\n', 'and it goes on');
  },
);

t.test('bytes are bounded as well', async (t) => {
  const events = stream({ eventsMax: 100, bytesMax: 50 });
  read(events);
  events.event('frame', 'x'.repeat(10));
  events.event('frame', LONG);
  t.match(read(events), /dropped\ndata: \{"count":1\}/);
  t.same(events.waiting, { events: 0, bytes: 0 });
});

t.test('a comment is for a reader that waits', async (t) => {
  const events = stream();
  read(events);
  events.comment('still here');
  t.equal(read(events), ': still here\n\n');
  events.event('frame', LONG);
  events.event('frame', '1');
  events.comment('not now');
  t.notMatch(read(events), 'not now');
});

t.test('after its end nothing is sent, and nothing breaks', async (t) => {
  const events = stream();
  read(events);
  events.end();
  events.end();
  events.event('frame', '1');
  events.comment('c');
  const closed = new Promise((resolve) => events.once('close', resolve));
  t.equal(read(events), '');
  await closed;
  events.event('frame', '2');
  events.end();
});

t.test('a stream that was destroyed takes nothing', async (t) => {
  const events = stream();
  events.destroy();
  events.event('frame', '1');
  events.end();
  t.same(events.waiting, { events: 0, bytes: 0 });
});
