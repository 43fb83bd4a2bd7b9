import t, { type Test } from 'tap';
import { bodies, store } from './fixture/store.ts';

const wide = { eventsMax: 100, bytesMax: 100_000 };
const burial = { at: 7, reason: 'answered 400', attempts: 2 };

/** Events `1` to `count`, all buried. */
function buried(t: Test, count: number, bounds = wide) {
  const made = store(t);
  const { queue, writes, deadLetters } = made;
  for (let n = 1; n <= count; n++) queue.add(1, n, 10, `${n}`);
  writes.flush();
  const told: { count: number; dropped: number }[] = [];
  deadLetters.bury(1, queue.read(1, 0, count, 1e9).events, burial, bounds, (now, dropped) =>
    told.push({ count: now, dropped }),
  );
  writes.flush();
  const texts = () => deadLetters.list(1, { page: 1, limit: 1_000 }).data.map(({ eventText }) => eventText);
  return { ...made, told, texts };
}

t.test('events that are given up leave the queue, and are kept with the reason', async (t) => {
  const { queue, deadLetters, told } = buried(t, 2);
  t.strictSame(queue.usage(1).events, 0);
  t.strictSame(told, [{ count: 2, dropped: 0 }]);
  const { data, count } = deadLetters.list(1, { page: 1, limit: 10 });
  t.equal(count, 2);
  t.match(data, [
    { at: 7, reason: 'answered 400', attempts: 2, eventText: '1' },
    { at: 7, reason: 'answered 400', attempts: 2, eventText: '2' },
  ]);
  t.strictSame(deadLetters.list(2, { page: 1, limit: 10 }), { data: [], count: 0 }, 'another hook has none of it');
});

t.test('the list is bounded in number and in bytes: the oldest makes room, and is counted', async (t) => {
  const few = buried(t, 10, { eventsMax: 3, bytesMax: 1_000 });
  t.strictSame(few.texts(), ['8', '9', '10']);
  t.strictSame(few.told, [{ count: 3, dropped: 7 }]);
  const small = buried(t, 10, { eventsMax: 100, bytesMax: 45 });
  t.strictSame(small.texts(), ['7', '8', '9', '10']);
  const none = buried(t, 3, { eventsMax: 0, bytesMax: 0 });
  t.strictSame(none.told, [{ count: 0, dropped: 3 }]);
});

t.test('the list is read in pages, oldest first', async (t) => {
  const { deadLetters } = buried(t, 5);
  const page = (page: number) => deadLetters.list(1, { page, limit: 2 });
  t.strictSame(
    page(1).data.map(({ eventText }) => eventText),
    ['1', '2'],
  );
  t.strictSame(
    page(3).data.map(({ eventText }) => eventText),
    ['5'],
  );
  t.strictSame(page(4), { data: [], count: 5 });
});

t.test('a page that cannot be is refused', async (t) => {
  const { deadLetters } = buried(t, 1);
  for (const [page, limit] of [
    [0, 10],
    [1, 0],
    [1, 1_001],
    [1.5, 10],
    [1, Number.NaN],
    [Number.MAX_SAFE_INTEGER, 1_000],
  ] as const) {
    t.throws(() => deadLetters.list(1, { page, limit }), { code: 'webhook_invalid_value' });
  }
});

t.test('letters go back to the end of the queue, and wait there from now on', async (t) => {
  const { queue, writes, deadLetters, texts } = buried(t, 3);
  queue.add(1, 50, 10, 'newer');
  writes.flush();
  t.strictSame(deadLetters.requeue(1, undefined, wide, 99), { events: 3, bytes: 30 });
  t.strictSame(bodies(queue.read(1, 0, 10, 1_000).events), ['newer', '1', '2', '3']);
  t.equal(queue.read(1, 0, 10, 1_000).events.at(-1)?.queuedAt, 99);
  t.strictSame(texts(), []);
});

t.test('chosen letters go back, or go away; a number that is none of them is passed over', async (t) => {
  const { queue, deadLetters, texts } = buried(t, 4);
  const [first = 0, second = 0, third = 0] = deadLetters.list(1, { page: 1, limit: 10 }).data.map(({ id }) => id);
  t.strictSame(deadLetters.requeue(1, [third, first, 999], wide, 99), { events: 2, bytes: 20 });
  t.strictSame(bodies(queue.read(1, 0, 10, 1_000).events), ['1', '3']);
  t.equal(deadLetters.requeue(2, [second], wide, 99).events, 0, "not another hook's");
  t.equal(deadLetters.drop(2, [second]), 0);
  t.equal(deadLetters.drop(1, [second, 999]), 1);
  t.strictSame(texts(), ['4']);
  t.equal(deadLetters.drop(1, undefined), 1);
  t.equal(deadLetters.count(1), 0);
});

t.test('no more go back than the queue has room for', async (t) => {
  const { deadLetters, texts } = buried(t, 5);
  t.equal(deadLetters.requeue(1, undefined, { eventsMax: 2, bytesMax: 1_000 }, 99).events, 2);
  t.equal(deadLetters.requeue(1, undefined, { eventsMax: 100, bytesMax: 19 }, 99).events, 1);
  t.strictSame(texts(), ['4', '5']);
});
