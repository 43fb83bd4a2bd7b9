import type { ApiError } from '@ocpp-broker/api-client';
import type { ComponentChildren, JSX } from 'preact';
import { Button } from './button.tsx';

/** A message that stays where it belongs. Trouble is spoken at once by screen readers. */
export function Notice({
  kind,
  children,
}: {
  readonly kind: 'danger' | 'warning' | 'success' | 'info';
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class={`notice notice-${kind}`} role={kind === 'danger' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** Why something failed, where it failed; nothing when there is no problem. */
export function ProblemNotice({
  problem,
  what,
  onRetry,
}: {
  readonly problem: ApiError | null;
  /** The beginning of the sentence, such as `The list could not be loaded`. */
  readonly what: string;
  readonly onRetry?: () => void;
}): JSX.Element | null {
  if (problem === null) return null;
  return (
    <Notice kind="danger">
      <p>
        <strong>{what}.</strong> {sentence(problem.message)}
      </p>
      {onRetry === undefined ? null : <Button onClick={onRetry}>Try again</Button>}
    </Notice>
  );
}

/** A message as a sentence: those of the API come without a full stop. */
export function sentence(message: string): string {
  return /[.!?…]$/.test(message) ? message : `${message}.`;
}
