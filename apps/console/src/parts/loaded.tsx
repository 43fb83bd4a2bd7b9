import type { ComponentChildren, JSX } from 'preact';
import type { PollState } from '../poller.ts';
import { formatClock } from '../time-format.ts';
import { ProblemNotice } from './notice.tsx';

/** What is loaded, or that it is being loaded, or why it was not; after a failed refresh the last data stays under the notice. */
export function Loaded<T>(props: {
  readonly polled: PollState<T> & { readonly refresh: () => void };
  /** `The list` */
  readonly what: string;
  readonly children: (data: T) => ComponentChildren;
}): JSX.Element | null {
  const { data, problem, loadedAt, refresh } = props.polled;
  if (data === null) {
    if (problem === null) return <Loading />;
    return <ProblemNotice problem={problem} what={`${props.what} could not be loaded`} onRetry={refresh} />;
  }
  const since = loadedAt === null ? '' : `; what follows was true at ${formatClock(loadedAt)}`;
  return (
    <>
      <ProblemNotice problem={problem} what={`${props.what} could not be refreshed${since}`} onRetry={refresh} />
      {props.children(data)}
    </>
  );
}

/** That something is on its way. */
export function Loading(): JSX.Element {
  return (
    <p class="loading" role="status">
      Loading…
    </p>
  );
}

/** That there is nothing, and what could be done about it. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}
