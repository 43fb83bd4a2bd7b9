import t, { type Test } from 'tap';
import { Backlog, type Cut } from '../src/backlog.ts';
import { bodies, store } from './fixture/store.ts';

const limits = { eventsMax: 3, bytesMax: 1_000, waitMs: 500 };

function make(t: Test) {
  const made = store(t);
  const backlog = new Backlog(made.queue, 1);
  const add = (now: number, ...texts: readonly string[]) => {
    const before = made.arrivals.length;
    for (const text of texts) backlog.add(now, 10, text);
    made.writes.flush();
    for (const usage of made.arrivals.slice(before)) backlog.arrived(usage);
  };
  return { ...made, backlog, add };
}

function cutTexts(cut: Cut): readonly string[] | Cut {
  return typeof cut === 'object' && 'batch' in cut ? bodies(cut.batch.events) : cut;
}

t.test('events become a batch when they are enough, or when the oldest has waited', async (t) => {
  const { backlog, add } = make(t);
  t.equal(backlog.cut(limits, 1_000), 'never');
  add(1_000, 'a', 'b');
  t.strictSame(backlog.cut(limits, 1_100), { dueAt: 1_500 });
  t.strictSame(cutTexts(backlog.cut(limits, 1_500)), ['a', 'b']);
  t.equal(backlog.cut(limits, 1_500), 'never');
  add(1_900, 'c', 'd');
  add(2_000, 'e', 'f');
  t.strictSame(cutTexts(backlog.cut(limits, 2_010)), ['c', 'd', 'e']);
  t.strictSame(backlog.cut(limits, 2_050), { dueAt: 2_500 }, 'the rest waits since it came');
});

t.test('a batch is full by its bytes too', async (t) => {
  const { backlog, add } = make(t);
  add(1_000, 'a', 'b');
  t.strictSame(cutTexts(backlog.cut({ ...limits, bytesMax: 20 }, 1_000)), ['a', 'b']);
  add(1_000, 'c', 'd');
  t.strictSame(cutTexts(backlog.cut({ ...limits, bytesMax: 15 }, 1_000)), ['c']);
  t.strictSame(backlog.cut({ ...limits, bytesMax: 15 }, 1_000), { dueAt: 1_500 });
});

t.test('all that is neither taken nor given up counts, and takes up room', async (t) => {
  const { backlog, add } = make(t);
  add(1_000, 'a', 'b', 'c');
  const cut = backlog.cut(limits, 1_000);
  t.equal(backlog.events, 3);
  t.strictSame(backlog.room({ eventsMax: 5, bytesMax: 100 }), { eventsMax: 2, bytesMax: 70 });
  t.strictSame(backlog.room({ eventsMax: 2, bytesMax: 10 }), { eventsMax: 0, bytesMax: 0 }, 'bounds that were lowered');
  if (typeof cut === 'object' && 'batch' in cut) backlog.settled(cut.batch.events.slice(0, 2));
  t.equal(backlog.events, 1);
  t.equal(backlog.bytes, 10);
  backlog.admit(2, 20);
  t.equal(backlog.events, 3);
});

t.test('a clock that is put back makes no event wait for longer than it may', async (t) => {
  const { backlog, add } = make(t);
  add(1_000_000, 'a');
  t.strictSame(backlog.cut(limits, 1_000), { dueAt: 1_500 });
});

t.test('what the store has from before is cut as well', async (t) => {
  const { backlog, add, queue } = make(t);
  add(1_000, 'a', 'b', 'c', 'd');
  backlog.cut(limits, 1_000);
  const again = new Backlog(queue, 1);
  t.equal(again.events, 4);
  t.equal(again.bytes, 40);
  t.strictSame(cutTexts(again.cut(limits, 1_000)), ['a', 'b', 'c']);
});
