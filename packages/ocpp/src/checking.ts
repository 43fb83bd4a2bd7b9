import type { CheckMode, Rules } from './session-options.ts';

/** What becomes of a violation of this action's schema in this direction; with `off` nothing is to be looked at. */
export function checkModeOf(
  direction: 'upstream' | 'downstream',
  action: string,
  { options: { checking } }: Rules,
): CheckMode {
  return checking.actions.get(action) ?? checking[direction];
}
