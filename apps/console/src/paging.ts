/** Entries on a page of any list. */
export const pageLimit = 50;

/** Where a page stands in its list. */
export type Position = {
  /** From 1. */
  readonly page: number;
  readonly pageCount: number;
  /** `51–100 of 130`, `none`. */
  readonly range: string;
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
  /** The page is past the end, because the list has become shorter: show this one instead. */
  readonly insteadOf: number | null;
};

/** Tells where a page stands. `count` is the number of all entries. */
export function positionOf(meta: { readonly page: number; readonly limit: number; readonly count: number }): Position {
  const limit = Math.max(1, meta.limit);
  const pageCount = Math.max(1, Math.ceil(meta.count / limit));
  const page = Math.max(1, meta.page);
  const first = (page - 1) * limit + 1;
  const last = Math.min(meta.count, page * limit);
  return {
    page,
    pageCount,
    range: meta.count === 0 ? 'none' : first > last ? `none of ${meta.count}` : `${first}–${last} of ${meta.count}`,
    hasPrevious: page > 1,
    hasNext: page < pageCount,
    insteadOf: page > pageCount ? pageCount : null,
  };
}

/** The page number in a query: a whole number from 1, and 1 for anything else. */
export function pageNumber(value: string | undefined): number {
  return value !== undefined && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : 1;
}
