import type { Schema } from './operation.ts';

/** The query of a paged list. */
export type PageQuery = { readonly page: number; readonly limit: number };

/** One page, as the wire has it. */
export type Page<Item> = {
  readonly data: readonly Item[];
  readonly meta: { readonly page: number; readonly limit: number; readonly count: number; readonly hasnext: boolean };
};

/** The largest page that may be asked for. */
export const LIMIT_MAX = 10_000;

/** The last page that may be asked for: what comes before it is still a number that can be counted to. */
export const PAGE_MAX = Math.floor(Number.MAX_SAFE_INTEGER / LIMIT_MAX);

/** The schemas of `page` and `limit`. */
export const pageQuery: Readonly<Record<string, Schema>> = {
  page: { type: 'integer', minimum: 1, maximum: PAGE_MAX, default: 1, description: 'Number of the page, from 1' },
  limit: { type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: 100, description: 'Entries on a page' },
};

/** How many entries come before a page. */
export function offsetOf({ page, limit }: PageQuery): number {
  return (page - 1) * limit;
}

/** A page of data that has been cut already; `count` is the number of all entries. */
export function toPage<Item>(data: readonly Item[], count: number, query: PageQuery): Page<Item> {
  const { page, limit } = query;
  return { data, meta: { page, limit, count, hasnext: offsetOf(query) + data.length < count && data.length > 0 } };
}

/** Walks all items once, keeps those that match, and prints the ones on the page. */
export function paginate<Item, Json>(
  items: Iterable<Item>,
  query: PageQuery,
  matches: (item: Item) => boolean,
  print: (item: Item) => Json,
): Page<Json> {
  const first = offsetOf(query);
  const data: Json[] = [];
  let count = 0;
  for (const item of items) {
    if (!matches(item)) continue;
    if (count >= first && data.length < query.limit) data.push(print(item));
    count += 1;
  }
  return toPage(data, count, query);
}
