import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../amount-format.ts';
import { clientQuery, isFiltered } from '../client-query.ts';
import { useConsole } from '../context.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { replaceRoute } from '../hooks/use-route.tsx';
import { Presence } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { ClientFilters } from '../parts/client-filters.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { KickDialog } from '../parts/kick.tsx';
import { Empty, Loaded } from '../parts/loaded.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Pager } from '../parts/pager.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { type ListQuery, printRoute } from '../route.ts';
import { formatMinute, nothing } from '../time-format.ts';

type MqttClient = Schemas['MqttClient'];

/** The MQTT clients, page by page. */
export function MqttClientsPage({ query }: { readonly query: ListQuery }): JSX.Element {
  const { api, mayAct } = useConsole();
  const [kicking, setKicking] = useState<string | null>(null);
  const asked = clientQuery(query);
  const polled = usePolled((signal) => api.get('/api/v5/clients', { query: asked, signal }), [JSON.stringify(asked)]);
  const setQuery = (next: ListQuery): void => replaceRoute({ kind: 'mqtt-clients', query: next });
  return (
    <>
      <PageHead title="MQTT clients">
        <Freshness polled={polled} />
      </PageHead>
      <ClientFilters idLabel="Client id" query={query} onQuery={setQuery} />
      <Loaded polled={polled} what="The list">
        {({ data, meta }) => (
          <>
            {data.length === 0 ? (
              <NoClients isFiltered={isFiltered(query)} />
            ) : (
              <Table
                label="MQTT clients"
                columns={mayAct ? [...columns, kickColumn(setKicking)] : columns}
                rows={data}
                keyOf={({ clientid }) => clientid}
                isStale={polled.isLoading && meta.page !== asked.page}
              />
            )}
            <Pager meta={meta} onPage={(page) => setQuery({ ...query, page: page === 1 ? '' : String(page) })} />
          </>
        )}
      </Loaded>
      {kicking === null ? null : (
        <KickDialog
          clientId={kicking}
          kick={(clientid) => api.delete('/api/v5/clients/{clientid}', { path: { clientid } })}
          onKicked={polled.refresh}
          onClose={() => setKicking(null)}
        >
          <p>The connection is closed; the client may connect again at once.</p>
        </KickDialog>
      )}
    </>
  );
}

const columns: readonly Column<MqttClient>[] = [
  {
    title: 'Client id',
    isHeader: true,
    cell: ({ clientid, connected }) => (
      <>
        <Presence isConnected={connected} />
        <span class="code">{clientid}</span>
      </>
    ),
  },
  { title: 'User name', kind: 'name', cell: ({ username }) => <span class="code">{username ?? nothing}</span> },
  {
    title: 'Address',
    kind: 'tight',
    cell: ({ ip_address, port }) => <span class="code">{ip_address === null ? nothing : `${ip_address}:${port}`}</span>,
  },
  { title: 'MQTT', cell: ({ proto_ver }) => versionName(proto_ver) },
  {
    title: 'Connected since',
    kind: 'tight',
    cell: ({ connected_at, connected }) => (connected ? formatMinute(connected_at) : nothing),
  },
  { title: 'Keep alive', kind: 'number', cell: ({ keepalive }) => (keepalive === 0 ? 'off' : `${keepalive} s`) },
  { title: 'Subscriptions', kind: 'number', cell: ({ subscriptions_cnt }) => formatCount(subscriptions_cnt) },
  { title: 'In flight', kind: 'number', cell: ({ inflight_cnt }) => formatCount(inflight_cnt) },
  { title: 'Queued', kind: 'number', cell: ({ mqueue_len }) => formatCount(mqueue_len) },
];

function kickColumn(onKick: (clientId: string) => void): Column<MqttClient> {
  return {
    title: 'Actions',
    kind: 'actions',
    cell: ({ clientid }) => (
      <Button kind="quiet" label={`Kick ${clientid}`} onClick={() => onKick(clientid)}>
        Kick
      </Button>
    ),
  };
}

/** CONNECT bears a number in place of the version: 3 is 3.1, 4 is 3.1.1. */
function versionName(level: MqttClient['proto_ver']): string {
  return { 3: '3.1', 4: '3.1.1', 5: '5' }[level];
}

function NoClients({ isFiltered }: { readonly isFiltered: boolean }): JSX.Element {
  if (isFiltered) return <Empty title="No MQTT client matches." />;
  return (
    <Empty title="No MQTT client is connected.">
      <p>
        MQTT clients sign in with the users made under{' '}
        <a href={printRoute({ kind: 'users', realm: 'mqtt', query: {} })}>users</a>.
      </p>
    </Empty>
  );
}
