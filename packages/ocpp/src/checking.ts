import type { CheckMode, Rules } from './session-options.ts';
import type { Violation } from './validation.ts';

/** A verdict on a payload: the mode that applies, and what is wrong. Nothing is looked at when the mode is `off`. */
export type Verdict = { readonly mode: CheckMode; readonly violation: Violation | undefined };

/** Checks a payload, if its action is to be checked in this direction. */
export function judge(
  direction: 'upstream' | 'downstream',
  action: string,
  { options: { checking } }: Rules,
  check: () => Violation | undefined,
): Verdict {
  const mode = checking.actions.get(action) ?? checking[direction];
  return { mode, violation: mode === 'off' ? undefined : check() };
}
