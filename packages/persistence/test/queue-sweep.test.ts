import Database from 'better-sqlite3';
import t from 'tap';
import { all, open } from './fixture/open.ts';

const MESSAGES = 1_700;

async function fill({ persistence }: Awaited<ReturnType<typeof open>>, clientId: string): Promise<void> {
  const messages = Array.from({ length: MESSAGES }, (_, index) =>
    persistence.outgoingEnqueue(
      { clientId },
      { topic: 'a', payload: 'x', qos: 1, brokerId: 'b', brokerCounter: index + 1 },
    ),
  );
  await Promise.all(messages);
}

function rows(path: string): unknown {
  const file = new Database(path, { readonly: true });
  const count = file.prepare('SELECT count(*) FROM queued').pluck().get();
  file.close();
  return count;
}

t.test(
  'a large session ends at once, its messages go in small steps, and a new session of that name has none',
  async (t) => {
    const limits = { queuedBytesMax: MESSAGES * 2 };
    const store = await open(t, { limits });
    await fill(store, 'c');
    const ended = store.persistence.cleanSubscriptions({ id: 'c' });
    t.strictSame(await all(store.persistence.outgoingStream({ id: 'c' })), []);
    await store.persistence.outgoingEnqueue({ clientId: 'c' }, { topic: 'new', qos: 1 });
    await ended;
    t.strictSame(store.drops, [], 'the room is free at once');
    t.match(await all(store.persistence.outgoingStream({ id: 'c' })), [{ topic: 'new' }]);
    await store.persistence.destroy();
    t.equal(rows(store.path), 1);
  },
);

t.test('what an ended process left behind is removed by the next one', async (t) => {
  const store = await open(t);
  await fill(store, 'c');
  await fill(store, 'd');
  await store.persistence.destroy();
  const file = new Database(store.path);
  file.exec("DELETE FROM session WHERE client_id = 'c'");
  file.close();
  const again = await open(t, { path: store.path });
  t.equal((await all(again.persistence.outgoingStream({ id: 'd' }))).length, MESSAGES);
  await again.persistence.destroy();
  t.equal(rows(store.path), MESSAGES);
});
