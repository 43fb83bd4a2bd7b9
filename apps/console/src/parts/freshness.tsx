import type { JSX } from 'preact';
import type { Polled } from '../hooks/use-polled.tsx';
import { formatClock } from '../time-format.ts';
import { Button } from './button.tsx';

/** When a page's data came; it can be held still, and asked for. `isOnce`: it is loaded only when it is asked for. */
export function Freshness({
  polled,
  isOnce = false,
}: {
  readonly polled: Polled<unknown>;
  readonly isOnce?: boolean;
}): JSX.Element {
  const { loadedAt, isPaused, setPaused, refresh } = polled;
  return (
    <div class="freshness">
      <span class="quiet">
        {loadedAt === null ? '' : `${isPaused ? 'Held at' : 'Updated'} ${formatClock(loadedAt)}`}
      </span>
      {isOnce ? null : (
        <Button kind="quiet" isPressed={isPaused} onClick={() => setPaused(!isPaused)}>
          Pause
        </Button>
      )}
      <Button kind="quiet" onClick={refresh}>
        Refresh
      </Button>
    </div>
  );
}
