import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { positionOf } from '../paging.ts';
import { Button } from './button.tsx';

/** Which part of a list is shown, and the way to its neighbours. */
export function Pager(props: {
  readonly meta: { readonly page: number; readonly limit: number; readonly count: number };
  readonly onPage: (page: number) => void;
}): JSX.Element | null {
  const { page, pageCount, range, hasPrevious, hasNext, insteadOf } = positionOf(props.meta);
  useEffect(() => {
    if (insteadOf !== null) props.onPage(insteadOf);
  }, [insteadOf]);
  // That there is nothing is said where the list would be.
  if (props.meta.count === 0) return null;
  return (
    <nav class="pager" aria-label="Pages">
      <span class="quiet">{range}</span>
      {pageCount === 1 ? null : (
        <>
          <Button isDisabled={!hasPrevious} onClick={() => props.onPage(page - 1)}>
            Previous
          </Button>
          <span>
            Page {page} of {pageCount}
          </span>
          <Button isDisabled={!hasNext} onClick={() => props.onPage(page + 1)}>
            Next
          </Button>
        </>
      )}
    </nav>
  );
}
