import { join } from 'node:path';
import t from 'tap';
import { BANS_MAX, openStore } from '../src/index.ts';
import { ban } from './contract/ban-repository.ts';
import { memoryStore } from './fixture-store.ts';

t.test('bans are there again after a restart, without those that ended meanwhile', async (t) => {
  const path = join(t.testdir(), 'store.db');
  const first = openStore({ path, now: () => 0 });
  await first.bans.put(ban('c1'));
  await first.bans.put(ban('c2', { until: 100 }));
  first.close();
  const second = openStore({ path, now: () => 100 });
  t.teardown(() => second.close());
  t.same(await second.bans.load(), [ban('c1')]);
});

t.test('the bound of a store is its own', async (t) => {
  t.equal(BANS_MAX, 100_000);
  const { bans } = memoryStore(t, { bansMax: 1 });
  await bans.put(ban('c1'));
  await t.rejects(bans.put(ban('c2')), { code: 'store_invalid_value' });
});
