import t from 'tap';
import { temporaryPath } from './fixture/open.ts';
import { bodies, store } from './fixture/store.ts';

t.test('events can be read after their commit, each hook its own, in their order', async (t) => {
  const { queue, writes, arrivals } = store(t);
  queue.add(1, 100, 3, '"a"');
  queue.add(2, 100, 3, '"b"');
  queue.add(1, 101, 3, '"c"');
  t.strictSame(queue.read(1, 0, 10, 100).events, []);
  writes.flush();
  t.strictSame(arrivals, [
    { hookId: 1, events: 2, bytes: 6, oldestAt: 100 },
    { hookId: 2, events: 1, bytes: 3, oldestAt: 100 },
  ]);
  t.strictSame(bodies(queue.read(1, 0, 10, 100).events), ['"a"', '"c"']);
  t.strictSame(bodies(queue.read(2, 0, 10, 100).events), ['"b"']);
});

t.test('a part is bounded in events and bytes, and tells since when the rest waits', async (t) => {
  const { queue, writes } = store(t);
  for (let at = 1; at <= 5; at++) queue.add(1, at, 10, `${at}`);
  writes.flush();
  const first = queue.read(1, 0, 2, 1_000);
  t.strictSame(bodies(first.events), ['1', '2']);
  t.equal(first.nextQueuedAt, 3);
  const second = queue.read(1, first.events.at(-1)?.seq ?? 0, 100, 25);
  t.strictSame(bodies(second.events), ['3', '4']);
  const third = queue.read(1, second.events.at(-1)?.seq ?? 0, 100, 1);
  t.strictSame(bodies(third.events), ['5'], 'one event is longer than the bound, and there all the same');
  t.equal(third.nextQueuedAt, undefined);
});

t.test('what is removed is gone, of that hook alone', async (t) => {
  const { queue, writes } = store(t);
  for (let at = 1; at <= 4; at++) for (const hookId of [1, 2]) queue.add(hookId, at, 10, `${at}`);
  writes.flush();
  queue.remove(1, queue.read(1, 0, 3, 1_000).events);
  writes.flush();
  t.strictSame(queue.usage(1), { events: 1, bytes: 10, oldestAt: 4 });
  t.strictSame(queue.usage(2), { events: 4, bytes: 40, oldestAt: 1 });
});

t.test('after a new start events come behind those that wait', async (t) => {
  const path = temporaryPath(t);
  const before = store(t, path);
  before.queue.add(1, 1, 1, '1');
  before.queue.add(1, 2, 1, '2');
  before.writes.flush();
  before.queue.remove(1, before.queue.read(1, 0, 1, 10).events);
  before.writes.flush();
  before.database.close();
  const { queue, writes } = store(t, path);
  queue.add(1, 3, 1, '3');
  writes.flush();
  t.strictSame(bodies(queue.read(1, 0, 10, 10).events), ['2', '3']);
});

t.test('a hook without events uses nothing', async (t) => {
  t.strictSame(store(t).queue.usage(1), { events: 0, bytes: 0, oldestAt: 0 });
});
