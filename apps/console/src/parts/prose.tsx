import type { JSX } from 'preact';

/** A sentence in which `backticks` mark what is typed literally. */
export function Prose({ text }: { readonly text: string }): JSX.Element {
  return <>{text.split('`').map((part, place) => (place % 2 === 1 ? <code key={place}>{part}</code> : part))}</>;
}
