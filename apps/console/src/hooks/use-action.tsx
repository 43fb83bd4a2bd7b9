import type { ApiError } from '@ocpp-broker/api-client';
import { useRef, useState } from 'preact/hooks';
import { problemOf } from '../problem.ts';

/** Something that a person sets off: whether it is under way, and why it failed last. */
export type Action = {
  readonly isBusy: boolean;
  readonly problem: ApiError | null;
  /** Runs it, unless it runs already. Resolves to whether it went well. */
  readonly run: (work: () => Promise<void>) => Promise<boolean>;
  readonly clear: () => void;
};

/** An action with its state. */
export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiError | null>(null);
  // The state is a render behind; a double click is not.
  const running = useRef(false);
  const run = async (work: () => Promise<void>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(problemOf(error));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { isBusy, problem, run, clear: () => setProblem(null) };
}
