import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes, formatCount } from '../amount-format.ts';
import { useConsole } from '../context.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { Badge, BootBadge, connectorTone } from '../parts/badge.tsx';
import { Button, LinkButton } from '../parts/button.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { KickDialog } from '../parts/kick.tsx';
import { Empty, Loaded } from '../parts/loaded.tsx';
import { Notice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { printRoute } from '../route.ts';
import { formatAge, formatTime, nothing } from '../time-format.ts';
import type { ChargePoint, Connector } from '../wire.ts';

/** All that is known of one charge point. */
export function ChargePointPage({ clientId }: { readonly clientId: string }): JSX.Element {
  const { api, mayChange } = useConsole();
  const [isKicking, setKicking] = useState(false);
  const polled = usePolled((signal) => api.chargePoint(clientId, signal), [clientId]);
  // The data of the last answer stays after a failure, but a charge point that is gone must not look as if it were here.
  const known = polled.problem?.status === 404 ? null : polled.data;
  const isConnected = known?.connected === true;
  return (
    <>
      <p class="back">
        <a href={printRoute({ kind: 'charge-points', query: {} })}>← Charge points</a>
      </p>
      <PageHead title={clientId} lead={known === null ? undefined : <Lead chargePoint={known} />}>
        <LinkButton href={printRoute({ kind: 'send', clientId })}>Send a message</LinkButton>
        {mayChange ? (
          <Button kind="danger" isDisabled={!isConnected} onClick={() => setKicking(true)}>
            Kick
          </Button>
        ) : null}
        <Freshness polled={polled} />
      </PageHead>
      {polled.problem?.status === 404 ? (
        <Empty title="This charge point is not connected.">
          <p>Nothing more is known of it here. The page looks again every few seconds.</p>
        </Empty>
      ) : (
        <Loaded polled={polled} what={`The charge point ${clientId}`}>
          {(chargePoint) => <Details chargePoint={chargePoint} />}
        </Loaded>
      )}
      {isKicking ? (
        <KickDialog
          clientId={clientId}
          kick={api.kickChargePoint}
          onKicked={polled.refresh}
          onClose={() => setKicking(false)}
        >
          <p>
            The connection is closed and CALLs that wait for this charge point fail. A charge point usually connects
            again soon; to keep it out, remove or change its user.
          </p>
        </KickDialog>
      ) : null}
    </>
  );
}

function Lead({ chargePoint }: { readonly chargePoint: ChargePoint }): JSX.Element {
  const { connected, connected_at, disconnected_at, ocpp } = chargePoint;
  return (
    <span class="badges">
      <Badge tone={connected ? 'good' : 'neutral'}>{connected ? 'Connected' : 'Disconnected'}</Badge>
      <BootBadge status={ocpp.boot_status} />
      <span class="quiet">since {formatTime(connected ? connected_at : disconnected_at)}</span>
    </span>
  );
}

function Details({ chargePoint }: { readonly chargePoint: ChargePoint }): JSX.Element {
  const { ocpp } = chargePoint;
  const { pending_call } = ocpp;
  return (
    <>
      {ocpp.last_error === null ? null : (
        <Notice kind="warning">
          <p>
            <strong>Last error.</strong> {ocpp.last_error}
          </p>
        </Notice>
      )}
      <div class="facts">
        <Facts
          title="Device"
          facts={[
            ['Vendor', ocpp.vendor],
            ['Model', ocpp.model],
            ['Serial number', code(ocpp.serial_number)],
            ['Firmware', code(ocpp.firmware_version)],
            ['Last frame', ago(ocpp.last_seen_at)],
            ['Last heartbeat', ago(ocpp.last_heartbeat_at)],
          ]}
        />
        <Facts
          title="Connection"
          facts={[
            ['Address', code(addressOf(chargePoint))],
            ['User name', code(chargePoint.username)],
            ['Protocol', `${chargePoint.proto_name} ${chargePoint.proto_ver}`],
            ['Listener', code(chargePoint.listener)],
            ['Node', code(chargePoint.node)],
            ['Mountpoint', code(chargePoint.mountpoint)],
            ['Heartbeat interval', `${formatCount(chargePoint.keepalive)} s`],
            ['Session since', formatTime(chargePoint.created_at)],
            ['Connected at', formatTime(chargePoint.connected_at)],
            ['Disconnected at', formatTime(chargePoint.disconnected_at)],
          ]}
        />
        <Facts
          title="Traffic"
          facts={[
            ['CALL in flight', pending_call === null ? 'none' : pendingText(pending_call)],
            ['CALLs queued', `${formatCount(chargePoint.mqueue_len)} of ${formatCount(chargePoint.mqueue_max)}`],
            ['CALLs dropped', formatCount(chargePoint.mqueue_dropped)],
            ['Frames received', formatCount(chargePoint.recv_msg)],
            ['Frames sent', formatCount(chargePoint.send_msg)],
            ['Received', formatBytes(chargePoint.recv_oct)],
            ['Sent', formatBytes(chargePoint.send_oct)],
          ]}
        />
      </div>
      <h2>Connectors</h2>
      {ocpp.connectors.length === 0 ? (
        <Empty title="No status of a connector was reported yet." />
      ) : (
        <Table label="Connectors" columns={connectorColumns} rows={ocpp.connectors} keyOf={placeOf} />
      )}
    </>
  );
}

const connectorColumns: readonly Column<Connector>[] = [
  { title: 'Connector', isHeader: true, cell: placeOf },
  { title: 'Status', cell: ({ status }) => <Badge tone={connectorTone(status)}>{status}</Badge> },
  {
    title: 'Error',
    cell: ({ error_code }) =>
      error_code === null || error_code === 'NoError' ? nothing : <strong>{error_code}</strong>,
  },
];

/** `2`, or in OCPP 2.x `EVSE 1, 2`, where every EVSE counts its connectors anew. */
function placeOf({ id, evse_id }: Connector): string {
  if (evse_id !== null) return `EVSE ${evse_id}, ${id}`;
  return id === 0 ? '0 (the charge point)' : String(id);
}

type Fact = readonly [label: string, value: ComponentChildren];

function Facts({ title, facts }: { readonly title: string; readonly facts: readonly Fact[] }): JSX.Element {
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

function code(text: string | null): ComponentChildren {
  return text === null || text === '' ? null : <span class="code">{text}</span>;
}

function ago(time: string | null): ComponentChildren {
  return time === null ? null : <span title={formatTime(time)}>{formatAge(time, Date.now())}</span>;
}

function addressOf({ ip_address, port }: ChargePoint): string | null {
  if (ip_address === null) return null;
  return ip_address.includes(':') ? `[${ip_address}]:${port}` : `${ip_address}:${port}`;
}

function pendingText({
  action,
  unique_id,
  sent_at,
}: NonNullable<ChargePoint['ocpp']['pending_call']>): ComponentChildren {
  return (
    <>
      {action} <span class="code">{unique_id}</span>, {formatAge(sent_at, Date.now())}
    </>
  );
}
