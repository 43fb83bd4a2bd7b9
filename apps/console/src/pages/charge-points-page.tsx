import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { formatCount } from '../amount-format.ts';
import { clientQuery, isFiltered } from '../client-query.ts';
import { connectorSummary } from '../connector-summary.ts';
import { useConsole } from '../context.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { replaceRoute } from '../hooks/use-route.tsx';
import { Badge, BootBadge, connectorTone, Presence } from '../parts/badge.tsx';
import { ClientFilters } from '../parts/client-filters.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { Empty, Loaded } from '../parts/loaded.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Pager } from '../parts/pager.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { type ListQuery, printRoute } from '../route.ts';
import { formatAge, formatMinute, formatTime, nothing } from '../time-format.ts';

type ChargePoint = Schemas['GatewayClient'];

/** All charge points that the gateway knows, page by page. */
export function ChargePointsPage({ query }: { readonly query: ListQuery }): JSX.Element {
  const { api } = useConsole();
  const asked = clientQuery(query);
  const polled = usePolled(
    (signal) => api.get('/api/v5/gateways/ocpp/clients', { query: asked, signal }),
    [JSON.stringify(asked)],
  );
  const setQuery = (next: ListQuery): void => replaceRoute({ kind: 'charge-points', query: next });
  return (
    <>
      <PageHead title="Charge points">
        <Freshness polled={polled} />
      </PageHead>
      <ClientFilters idLabel="Identity" query={query} onQuery={setQuery} />
      <Loaded polled={polled} what="The list">
        {({ data, meta }) => (
          <>
            {data.length === 0 ? (
              <NoChargePoints isFiltered={isFiltered(query)} />
            ) : (
              <Table
                label="Charge points"
                columns={columns}
                rows={data}
                keyOf={({ clientid }) => clientid}
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

const columns: readonly Column<ChargePoint>[] = [
  {
    title: 'Identity',
    isHeader: true,
    cell: ({ clientid, connected }) => (
      <>
        <Presence isConnected={connected} />
        <a class="code" href={printRoute({ kind: 'charge-point', clientId: clientid })}>
          {clientid}
        </a>
      </>
    ),
  },
  { title: 'User name', kind: 'name', cell: ({ username }) => <span class="code">{username ?? nothing}</span> },
  { title: 'Address', kind: 'tight', cell: ({ ip_address }) => <span class="code">{ip_address ?? nothing}</span> },
  { title: 'OCPP', kind: 'tight', cell: ({ proto_ver }) => proto_ver },
  { title: 'Connected since', kind: 'tight', cell: (chargePoint) => <Since chargePoint={chargePoint} /> },
  {
    title: 'Vendor and model',
    cell: ({ ocpp }) => [ocpp.vendor, ocpp.model].filter((part) => part !== null).join(' ') || nothing,
  },
  { title: 'Boot', cell: ({ ocpp }) => <BootBadge status={ocpp.boot_status} /> },
  {
    title: 'Connectors',
    cell: ({ ocpp }) => {
      const summary = connectorSummary(ocpp.connectors);
      if (summary.length === 0) return nothing;
      return (
        <span class="badges">
          {summary.map(({ status, count }) => (
            <Badge key={status} tone={connectorTone(status)}>
              {count} {status}
            </Badge>
          ))}
        </span>
      );
    },
  },
  {
    title: 'In flight /\u00a0queued',
    kind: 'number',
    cell: ({ inflight_cnt, mqueue_len }) => (
      <span class={mqueue_len === 0 ? undefined : 'strong'}>
        {inflight_cnt} / {formatCount(mqueue_len)}
      </span>
    ),
  },
];

function Since({ chargePoint }: { readonly chargePoint: ChargePoint }): JSX.Element {
  const { connected, connected_at, disconnected_at } = chargePoint;
  if (connected) return <span title={formatTime(connected_at)}>{formatMinute(connected_at)}</span>;
  if (disconnected_at === null) return <>gone</>;
  return <span title={formatTime(disconnected_at)}>gone {formatAge(disconnected_at, Date.now())}</span>;
}

function NoChargePoints({ isFiltered }: { readonly isFiltered: boolean }): JSX.Element {
  if (isFiltered) return <Empty title="No charge point matches." />;
  return (
    <Empty title="No charge point is connected.">
      <p>
        The <a href={printRoute({ kind: 'overview' })}>overview</a> tells the address to configure in a charge point;
        its user and password are made under <a href={printRoute({ kind: 'users', realm: 'ocpp', query: {} })}>users</a>
        .
      </p>
    </Empty>
  );
}
