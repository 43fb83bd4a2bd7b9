import type { JSX } from 'preact';
import type { Polled } from '../hooks/use-polled.tsx';
import { formatClock } from '../time-format.ts';
import { Button } from './button.tsx';

/** When a page's data came; it can be held still, and asked for. */
export function Freshness({ polled }: { readonly polled: Polled<unknown> }): JSX.Element {
  const { loadedAt, isPaused, setPaused, refresh } = polled;
  return (
    <div class="freshness">
      <span class="quiet">
        {loadedAt === null ? '' : `${isPaused ? 'Held at' : 'Updated'} ${formatClock(loadedAt)}`}
      </span>
      <Button kind="quiet" isPressed={isPaused} onClick={() => setPaused(!isPaused)}>
        Pause
      </Button>
      <Button kind="quiet" onClick={refresh}>
        Refresh
      </Button>
    </div>
  );
}
