import type { JSX } from 'preact';
import { printRoute, type Route } from '../route.ts';

/** Pages that belong together, as links. */
export function Tabs(props: {
  readonly label: string;
  readonly tabs: readonly { readonly title: string; readonly to: Route; readonly isCurrent: boolean }[];
}): JSX.Element {
  return (
    <nav class="tabs" aria-label={props.label}>
      {props.tabs.map(({ title, to, isCurrent }) => (
        <a key={title} href={printRoute(to)} aria-current={isCurrent ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}
