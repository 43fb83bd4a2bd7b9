import t from 'tap';
import { bodyOf, newBatch, splitByAge } from '../src/batch.ts';

const events = [1, 2, 3].map((n) => ({ seq: n, queuedAt: n * 10, bytes: 7, body: `{"n":${n}}` }));

t.test('the body of a batch names batch and hook, and has the texts of the events as they are', async (t) => {
  const batch = newBatch(events);
  t.equal(bodyOf(batch, 'h').toString(), `{"id":"${batch.id}","hook":"h","events":[{"n":1},{"n":2},{"n":3}]}`);
});

t.test('old events are taken off the beginning; what is left is another batch that went out as often', async (t) => {
  const batch = { ...newBatch(events), attempts: 4 };
  t.equal(splitByAge(batch, 9).young, batch);
  t.strictSame(splitByAge(batch, 9).old, []);
  const { old, young } = splitByAge(batch, 20);
  t.strictSame(old, events.slice(0, 2));
  t.match(young, { attempts: 4, events: events.slice(2) });
  t.not(young?.id, batch.id);
  t.strictSame(splitByAge(batch, 30), { old: events, young: undefined });
});
