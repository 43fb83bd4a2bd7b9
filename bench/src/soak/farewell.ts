// What is left when everybody has gone: it has to be what was there before anybody came.

import { setTimeout as wait } from 'node:timers/promises';
import { openHandles } from './health.ts';
import type { HttpApi } from './http-api.ts';
import type { Ledger } from './ledger.ts';

const lookMs = 100;

/** So many looks in a row that find the same number of handles are taken for rest. */
const looksAtRest = 5;

/** How long the server may take to notice that everybody has gone. */
const farewellMsMax = 15_000;

/** The handles of a process once they do not change any more; undefined where the system does not tell. */
export async function handlesAtRest(pid: number): Promise<number | undefined> {
  let last = openHandles(pid);
  let same = 0;
  for (let looks = 0; same < looksAtRest && looks * lookMs < farewellMsMax; looks += 1) {
    await wait(lookMs);
    const now = openHandles(pid);
    same = now === last ? same + 1 : 0;
    last = now;
  }
  return last;
}

/** Waits until the process has no more handles than it had before, and tells how many those are after a time that is enough for it. */
export async function handlesAfter(pid: number, before: number | undefined): Promise<number | undefined> {
  const until = performance.now() + farewellMsMax;
  let now = openHandles(pid);
  while (now !== undefined && before !== undefined && now > before && performance.now() < until) {
    await wait(lookMs);
    now = openHandles(pid);
  }
  return now;
}

/** Waits until the API shows no client any more; a violation where it goes on showing one. */
export async function awaitEmptyLists(api: HttpApi, ledger: Ledger): Promise<void> {
  const until = performance.now() + farewellMsMax;
  for (const list of ['/gateways/ocpp/clients?conn_state=connected&limit=1', '/clients?limit=1']) {
    let count = await countOf(api, list);
    while (count > 0 && performance.now() < until) {
      await wait(lookMs);
      count = await countOf(api, list);
    }
    if (count > 0) ledger.violate(`${list} still shows ${count} when everybody has gone`);
  }
}

async function countOf(api: HttpApi, list: string): Promise<number> {
  return ((await api.demand('GET', list)) as { readonly meta: { readonly count: number } }).meta.count;
}
