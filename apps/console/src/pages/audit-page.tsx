import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { changeLines } from '../change-lines.ts';
import { useConsole } from '../context.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { replaceRoute } from '../hooks/use-route.tsx';
import { pageLimit, pageNumber } from '../paging.ts';
import { SearchField } from '../parts/client-filters.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { Empty, Loaded } from '../parts/loaded.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Pager } from '../parts/pager.tsx';
import { type Column, Table } from '../parts/table.tsx';
import type { ListQuery } from '../route.ts';
import { formatTime, nothing } from '../time-format.ts';

type AuditEntry = Schemas['AuditEntry'];

/** Who changed what over the HTTP API, the newest first. */
export function AuditPage({ query }: { readonly query: ListQuery }): JSX.Element {
  const { api } = useConsole();
  const { actor = '', action = '', target = '' } = query;
  const asked = {
    page: pageNumber(query.page),
    limit: pageLimit,
    ...(actor === '' ? {} : { actor }),
    ...(action === '' ? {} : { like_action: action }),
    ...(target === '' ? {} : { like_target: target }),
  };
  const polled = usePolled(
    (signal) => api.get('/api/v5/audit', { query: asked, signal }),
    [JSON.stringify(asked)],
    null,
  );
  const setQuery = (next: ListQuery): void => replaceRoute({ kind: 'audit', query: next });
  // A list that is filtered anew begins at its first page.
  const filter = (changed: ListQuery): void => setQuery({ ...query, page: '', ...changed });
  const isFiltered = actor !== '' || action !== '' || target !== '';
  return (
    <>
      <PageHead
        title="Audit log"
        lead="Every change that was made over the HTTP API and this console: who made it, what it was, and from where."
      >
        <Freshness polled={polled} isOnce />
      </PageHead>
      <search class="filters">
        <SearchField label="What was done" value={action} onSearch={(text) => filter({ action: text })} />
        <SearchField label="To what" value={target} onSearch={(text) => filter({ target: text })} />
        <SearchField label="By whom, exactly" value={actor} onSearch={(text) => filter({ actor: text })} />
      </search>
      <Loaded polled={polled} what="The log">
        {({ data, meta }) => (
          <>
            {data.length === 0 ? (
              <Empty title={isFiltered ? 'No change matches.' : 'Nothing was changed yet.'} />
            ) : (
              <Table
                label="Changes"
                columns={columns}
                rows={data.map((entry, place) => ({ ...entry, place }))}
                keyOf={({ created_at, place }) => `${created_at} ${place}`}
                isStale={polled.isLoading && meta.page !== asked.page}
              />
            )}
            <Pager meta={meta} onPage={(page) => setQuery({ ...query, page: page === 1 ? '' : String(page) })} />
          </>
        )}
      </Loaded>
    </>
  );
}

const columns: readonly Column<AuditEntry & { readonly place: number }>[] = [
  { title: 'Time', kind: 'tight', cell: ({ created_at }) => formatTime(created_at) },
  { title: 'What was done', isHeader: true, cell: ({ action }) => action },
  { title: 'To what', kind: 'name', cell: ({ target }) => <span class="code">{target || nothing}</span> },
  {
    title: 'By whom',
    kind: 'name',
    cell: ({ actor, actor_type }) => (
      <>
        {actor} {actor_type === 'api_key' ? <span class="quiet">API key</span> : null}
      </>
    ),
  },
  { title: 'From', kind: 'tight', cell: ({ ip_address }) => <span class="code">{ip_address}</span> },
  { title: 'Before and after', kind: 'name', cell: (entry) => <Changes entry={entry} /> },
];

// More than these are shown on demand.
const linesShown = 3;

function Changes({ entry }: { readonly entry: AuditEntry }): JSX.Element {
  const lines = changeLines(entry.before, entry.after);
  if (lines.length === 0) return <>{nothing}</>;
  const list = (
    <ul class="changes">
      {lines.map(({ name, before, after }) => (
        <li key={name}>
          {name === '' ? null : <span class="quiet">{name}: </span>}
          {before === null ? null : <del>{before}</del>} {after === null ? null : <ins>{after}</ins>}
        </li>
      ))}
    </ul>
  );
  if (lines.length <= linesShown) return list;
  return (
    <details>
      <summary>{lines.length} fields</summary>
      {list}
    </details>
  );
}
