import t from 'tap';
import { awaitEmptyLists, handlesAfter, handlesAtRest } from '../../src/soak/farewell.ts';
import { openHandles } from '../../src/soak/health.ts';
import type { HttpApi } from '../../src/soak/http-api.ts';
import { Ledger } from '../../src/soak/ledger.ts';

const apiThatShows = (...counts: readonly number[]) => {
  const left = [...counts];
  return { demand: async () => ({ meta: { count: left.shift() ?? 0 } }) } as unknown as HttpApi;
};

t.test('lists that get empty in time are good', async (t) => {
  const ledger = new Ledger(1);
  await awaitEmptyLists(apiThatShows(3, 1, 0, 1, 0), ledger);
  t.same(ledger.violations, []);
});

t.test('the handles of a process come to rest, and are waited for', async (t) => {
  const handles = await handlesAtRest(process.pid);
  t.equal(typeof handles, typeof openHandles(process.pid));
  t.equal(typeof (await handlesAfter(process.pid, 1_000_000)), typeof handles);
  t.equal(await handlesAfter(-1, 5), undefined);
});
