import type { Schemas } from '@ocpp-broker/api-client';
import type { ComponentChildren, JSX } from 'preact';
import { formatBytes, formatCount } from '../amount-format.ts';
import type { Connector } from '../connector-summary.ts';
import { formatAge, formatTime, nothing } from '../time-format.ts';
import { Badge, connectorTone } from './badge.tsx';
import { ago, code, Facts } from './facts.tsx';
import { Empty } from './loaded.tsx';
import { Notice } from './notice.tsx';
import { type Column, Table } from './table.tsx';

type ChargePoint = Schemas['GatewayClient'];

/** What a charge point told of itself, and how its connection fares. */
export function ChargePointDetails({ chargePoint }: { readonly chargePoint: ChargePoint }): JSX.Element {
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
