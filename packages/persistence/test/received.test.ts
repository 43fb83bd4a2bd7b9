import t from 'tap';
import { begin, open } from './fixture/open.ts';

t.test('a packet id is known until it is released, also after a restart', async (t) => {
  const first = open(t);
  begin(first.store, 'c', 'd');
  for (const id of [1, 65_535, 7, 7]) first.store.putInbound('c', id);
  first.store.putInbound('d', 1);
  first.store.deleteInbound('c', 1);
  first.store.deleteInbound('c', 99);
  await first.store.destroy();
  const { store } = open(t, { path: first.path });
  t.strictSame(store.inbound('c'), [7, 65_535]);
  t.strictSame(store.inbound('d'), [1]);
  store.deleteInbound('c', 7);
  t.strictSame(store.inbound('c'), [65_535]);
});

t.test('a client can have every packet id there is', async (t) => {
  const { store } = open(t, { path: ':memory:' });
  begin(store, 'c');
  for (let id = 1; id <= 65_535; id++) store.putInbound('c', id);
  t.equal(store.inbound('c').length, 65_535);
});
