import { StoreError } from './store-error.ts';

/** Which part of a list: `page` from 1, `limit` rows a page (1 to 10,000). */
export type Paging = { readonly page: number; readonly limit: number };

/** A part of a list, and how many rows the whole has. */
export type Page<T> = { readonly data: readonly T[]; readonly count: number };

const LIMIT_MAX = 10_000;

/** `LIMIT` and `OFFSET` for SQL; throws a StoreError on a page or limit out of range. */
export function rowsOf(paging: Paging): { readonly limit: number; readonly offset: number } {
  const { page, limit } = paging;
  if (!Number.isSafeInteger(page) || page < 1) {
    throw new StoreError('store_invalid_value', 'page is not a whole number from 1 on');
  }
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > LIMIT_MAX) {
    throw new StoreError('store_invalid_value', `limit is not a whole number from 1 to ${LIMIT_MAX}`);
  }
  const offset = (page - 1) * limit;
  if (!Number.isSafeInteger(offset)) throw new StoreError('store_invalid_value', 'page is too large');
  return { limit, offset };
}
