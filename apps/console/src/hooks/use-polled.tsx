import { useEffect, useRef, useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { Poller, type PollerHost, type PollState } from '../poller.ts';

/** What is loaded, and the handles on its loading. */
export type Polled<T> = PollState<T> & {
  readonly isPaused: boolean;
  readonly setPaused: (isPaused: boolean) => void;
  readonly refresh: () => void;
};

/** How often lists are loaded again. */
export const everyMs = 5_000;

const browser: PollerHost = {
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  isHidden: () => document.visibilityState === 'hidden',
  now: () => Date.now(),
};

/** Loads now, whenever one of `inputs` changes, and every so often; `null` is once. The last data stays until there is new. */
export function usePolled<T>(
  load: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
  every: number | null = everyMs,
): Polled<T> {
  const { isSignedIn } = useConsole();
  const [state, setState] = useState<PollState<T>>({ data: null, problem: null, isLoading: true, loadedAt: null });
  const [isPaused, setPaused] = useState(false);
  const poller = useRef<Poller<T> | null>(null);

  useEffect(() => {
    const made = new Poller({ load, onChange: setState, host: browser, everyMs: every, data: state.data });
    poller.current = made;
    const visibilityChanged = () => made.visibilityChanged();
    document.addEventListener('visibilitychange', visibilityChanged);
    made.setPaused(isPaused);
    if (isSignedIn) made.refresh();
    return () => {
      document.removeEventListener('visibilitychange', visibilityChanged);
      made.stop();
    };
    // A session that has begun again loads again; one that has ended must not go on asking.
  }, [...inputs, isSignedIn]);

  return {
    ...state,
    isPaused,
    setPaused: (paused) => {
      setPaused(paused);
      poller.current?.setPaused(paused);
    },
    refresh: () => poller.current?.refresh(),
  };
}
