import type { Answer } from './transport.ts';

/**
 * What an answer means for a batch. `taken`: done. `refused`: these events will never be taken. `gone`: the receiver wants no more.
 * `failed`: to be tried again.
 */
export type Verdict = 'taken' | 'refused' | 'gone' | 'failed';

/**
 * Statuses below 500 that blame the way rather than the events: a key to be put right, a path that appears with the next release of the
 * receiver, a proxy, too early, too many. Whoever mends it gets everything.
 */
const passing: ReadonlySet<number> = new Set([401, 403, 404, 407, 408, 421, 425, 429]);

/** Reads an answer. A redirect is a failure: events and key go where the operator sends them, and nowhere else. */
export function verdictOf(answer: Answer): Verdict {
  if (answer.outcome === 'unanswered') return 'failed';
  const { status } = answer;
  if (status >= 200 && status < 300) return 'taken';
  if (status === 410) return 'gone';
  return status >= 400 && status < 500 && !passing.has(status) ? 'refused' : 'failed';
}

/** The answer in words for the operator; nothing of what the receiver wrote. */
export function describe(answer: Answer): string {
  if (answer.outcome === 'unanswered') return answer.problem;
  const { status } = answer;
  return status >= 300 && status < 400 ? `answered ${status}; redirects are not followed` : `answered ${status}`;
}
