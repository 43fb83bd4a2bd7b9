import type { Schemas } from '@ocpp-broker/api-client';
import type { ComponentChildren, JSX } from 'preact';
import { formatCount } from '../amount-format.ts';
import { useConsole } from '../context.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { chargePointUrl } from '../listener-address.ts';
import { Badge } from '../parts/badge.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { Empty, Loaded } from '../parts/loaded.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { printRoute } from '../route.ts';
import { formatDuration, formatTime } from '../time-format.ts';

type Listener = Schemas['Listener'];

const connected = { page: 1, limit: 1, conn_state: 'connected' } as const;

/** What runs, where it listens, and how many are connected. */
export function OverviewPage(): JSX.Element {
  const { api } = useConsole();
  const polled = usePolled(async (signal) => {
    const [nodes, gateway, chargePoints, mqttClients] = await Promise.all([
      api.get('/api/v5/nodes', { signal }),
      api.get('/api/v5/gateways/ocpp', { signal }),
      api.get('/api/v5/gateways/ocpp/clients', { query: connected, signal }),
      api.get('/api/v5/clients', { query: connected, signal }),
    ]);
    return {
      nodes,
      gateway,
      chargePoints: chargePoints.meta.count,
      mqttClients: mqttClients.meta.count,
    };
  }, []);
  return (
    <>
      <PageHead title="Overview">
        <Freshness polled={polled} />
      </PageHead>
      <Loaded polled={polled} what="The overview">
        {({ nodes, gateway, chargePoints, mqttClients }) => (
          <>
            <dl class="tiles">
              <Tile label="Charge points connected" href={printRoute({ kind: 'charge-points', query: {} })}>
                {formatCount(chargePoints)}
              </Tile>
              <Tile label="MQTT clients connected" href={printRoute({ kind: 'mqtt-clients', query: {} })}>
                {formatCount(mqttClients)}
              </Tile>
              <Tile label="OCPP gateway" note={gatewayNote(gateway)}>
                <StateBadge isRunning={gateway.status === 'running'} />
              </Tile>
            </dl>
            <h2>Nodes</h2>
            <Table label="Nodes" columns={nodeColumns} rows={nodes} keyOf={({ node }) => node} />
            <h2>Where charge points connect</h2>
            {gateway.listeners.length === 0 ? (
              <Empty title="The gateway has no listener." />
            ) : (
              <Table label="OCPP listeners" columns={listenerColumns} rows={gateway.listeners} keyOf={({ id }) => id} />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

const nodeColumns: readonly Column<Schemas['Node']>[] = [
  { title: 'Node', isHeader: true, cell: ({ node }) => <span class="code">{node}</span> },
  { title: 'State', cell: ({ node_status }) => <StateBadge isRunning={node_status === 'running'} /> },
  { title: 'Version', cell: ({ version }) => version },
  { title: 'Uptime', cell: ({ uptime }) => formatDuration(uptime) },
  { title: 'Connections', kind: 'number', cell: ({ live_connections }) => formatCount(live_connections) },
];

const listenerColumns: readonly Column<Listener>[] = [
  { title: 'Listener', isHeader: true, cell: ({ id }) => <span class="code">{id}</span> },
  {
    title: 'State',
    cell: ({ enable, running }) =>
      enable || running ? <StateBadge isRunning={running} /> : <Badge tone="neutral">disabled</Badge>,
  },
  { title: 'Bound to', cell: ({ bind }) => <span class="code">{bind}</span> },
  {
    title: 'Address for charge points',
    cell: (listener) => <span class="code">{chargePointUrl(listener, location.host)}</span>,
  },
  {
    title: 'Connections',
    kind: 'number',
    cell: ({ status }) => `${formatCount(status.current_connections)} of ${formatCount(status.max_connections)}`,
  },
];

function gatewayNote({ status, started_at }: Schemas['Gateway']): string {
  return status === 'running' ? `since ${formatTime(started_at)}` : 'Charge points are refused';
}

function StateBadge({ isRunning }: { readonly isRunning: boolean }): JSX.Element {
  return <Badge tone={isRunning ? 'good' : 'bad'}>{isRunning ? 'running' : 'stopped'}</Badge>;
}

function Tile(props: {
  readonly label: string;
  readonly note?: string;
  readonly href?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="tile">
      <dt>{props.label}</dt>
      <dd>
        <span class="tile-value">{props.children}</span>
        {props.note === undefined ? null : <span class="quiet">{props.note}</span>}
        {props.href === undefined ? null : (
          <a href={props.href} aria-label={`Show: ${props.label}`}>
            Show
          </a>
        )}
      </dd>
    </div>
  );
}
