import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ListQuery } from '../route.ts';
import { Field } from './field.tsx';

// A person who types pauses longer than this between words, not between letters.
const typingMs = 250;

/** One text to look for; `onSearch` is told once the typing has paused. */
export function SearchField(props: {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (value: string) => void;
}): JSX.Element {
  const [typed, setTyped] = useState(props.value);
  const timer = useRef(0);
  // Another filter may have changed since the timer was set; the search must not undo it.
  const onSearch = useRef(props.onSearch);
  onSearch.current = props.onSearch;
  // The address may change by itself: the browser's Back, a link in the navigation. Not under a person who types on.
  useEffect(() => {
    if (timer.current === 0) setTyped(props.value);
  }, [props.value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <Field label={props.label}>
      {(ids) => (
        <input
          {...ids}
          type="search"
          value={typed}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          onInput={(event) => {
            const { value } = event.currentTarget;
            setTyped(value);
            clearTimeout(timer.current);
            timer.current = window.setTimeout(() => {
              timer.current = 0;
              onSearch.current(value);
            }, typingMs);
          }}
        />
      )}
    </Field>
  );
}

/** The filters of a list of clients: what to look for and where, and whether they are here. */
export function ClientFilters(props: {
  readonly idLabel: string;
  readonly query: ListQuery;
  readonly onQuery: (query: ListQuery) => void;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const { query, onQuery } = props;
  const by = query.by === 'user' ? 'user' : 'id';
  // A list that is filtered anew begins at its first page.
  const change = (changed: ListQuery): void => onQuery({ ...query, page: '', ...changed });
  return (
    <search class="filters">
      <SearchField label="Search" value={query.search ?? ''} onSearch={(search) => change({ search })} />
      <Field label="In">
        {(ids) => (
          <select {...ids} value={by} onChange={(event) => change({ by: event.currentTarget.value })}>
            <option value="id">{props.idLabel}</option>
            <option value="user">User name</option>
          </select>
        )}
      </Field>
      <Field label="State">
        {(ids) => (
          <select {...ids} value={query.state ?? ''} onChange={(event) => change({ state: event.currentTarget.value })}>
            <option value="">Any</option>
            <option value="connected">Connected</option>
            <option value="disconnected">Disconnected</option>
          </select>
        )}
      </Field>
      {props.children}
    </search>
  );
}
