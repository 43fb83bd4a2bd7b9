import type { ComponentChildren, JSX } from 'preact';
import { formatAge, formatTime, nothing } from '../time-format.ts';

/** One line of what is known. */
export type Fact = readonly [label: string, value: ComponentChildren];

/** A panel of what is known, line by line. */
export function Facts({ title, facts }: { readonly title: string; readonly facts: readonly Fact[] }): JSX.Element {
  return (
    <section class="panel">
      <h2>{title}</h2>
      <dl>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value === null || value === '' ? nothing : value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** A text that is typed or compared as it is. */
export function code(text: string | null): ComponentChildren {
  return text === null || text === '' ? null : <span class="code">{text}</span>;
}

/** How long ago, the time itself on demand. */
export function ago(time: string | null): ComponentChildren {
  return time === null ? null : <span title={formatTime(time)}>{formatAge(time, Date.now())}</span>;
}
