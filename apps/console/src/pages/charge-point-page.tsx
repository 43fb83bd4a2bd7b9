import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { Badge, BootBadge } from '../parts/badge.tsx';
import { Button } from '../parts/button.tsx';
import { CallForm } from '../parts/call-form.tsx';
import { ChargePointDetails } from '../parts/charge-point-details.tsx';
import { FramesPanel } from '../parts/frames-panel.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { KickDialog } from '../parts/kick.tsx';
import { Empty, Loaded } from '../parts/loaded.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { printRoute } from '../route.ts';
import { formatTime } from '../time-format.ts';

type ChargePoint = Schemas['GatewayClient'];

/** All that is known of one charge point. */
export function ChargePointPage({ clientId }: { readonly clientId: string }): JSX.Element {
  const { api, mayAct } = useConsole();
  const [isKicking, setKicking] = useState(false);
  const polled = usePolled(
    (signal) => api.get('/api/v5/gateways/ocpp/clients/{clientid}', { path: { clientid: clientId }, signal }),
    [clientId],
  );
  // The data of the last answer stays after a failure, but a charge point that is gone must not look as if it were here.
  const known = polled.problem?.status === 404 ? null : polled.data;
  const isConnected = known?.connected === true;
  return (
    <>
      <p class="back">
        <a href={printRoute({ kind: 'charge-points', query: {} })}>← Charge points</a>
      </p>
      <PageHead title={clientId} lead={known === null ? undefined : <Lead chargePoint={known} />}>
        {mayAct ? (
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
          {(chargePoint) => <ChargePointDetails chargePoint={chargePoint} />}
        </Loaded>
      )}
      {isConnected ? (
        <>
          <h2>Send a CALL</h2>
          <CallForm clientId={clientId} version={known.proto_ver} />
        </>
      ) : null}
      <FramesPanel clientId={clientId} />
      {isKicking ? (
        <KickDialog
          clientId={clientId}
          kick={(clientid) => api.delete('/api/v5/gateways/ocpp/clients/{clientid}', { path: { clientid } })}
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
