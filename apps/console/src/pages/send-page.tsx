import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { CallForm } from '../parts/call-form.tsx';
import { TextField } from '../parts/field.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PublishForm } from '../parts/publish-form.tsx';
import { Tabs } from '../parts/tabs.tsx';

// The list only offers; any other identity can be typed.
const suggested = { page: 1, limit: 100, conn_state: 'connected' } as const;

const leads = {
  send: 'Sends a CALL to a charge point and waits for its answer.',
  publish:
    'Publishes one message to the broker, as an MQTT client would. What a charge point answers appears on its reply topic.',
} as const;

/** Sends a CALL to a charge point, or publishes a message. */
export function SendPage(props: { readonly kind: 'send' | 'publish'; readonly clientId: string | null }): JSX.Element {
  const { kind, clientId } = props;
  const { api } = useConsole();
  const polled = usePolled(
    async (signal) => {
      const [settings, clients] = await Promise.all([
        api.get('/api/v5/gateways/ocpp', { signal }),
        api.get('/api/v5/gateways/ocpp/clients', { query: suggested, signal }),
      ]);
      return { settings, chargePoints: clients.data };
    },
    [],
    null,
  );
  return (
    <>
      <PageHead title="Send" lead={leads[kind]} />
      <Tabs
        label="What to send"
        tabs={[
          { title: 'CALL to a charge point', to: { kind: 'send', clientId }, isCurrent: kind === 'send' },
          { title: 'MQTT message', to: { kind: 'publish', clientId }, isCurrent: kind === 'publish' },
        ]}
      />
      <Loaded polled={polled} what="What the page needs">
        {({ settings, chargePoints }) => {
          if (kind === 'publish') {
            return <PublishForm settings={settings} chargePoints={chargePoints} wanted={clientId} />;
          }
          return <CallPart chargePoints={chargePoints} wanted={clientId} />;
        }}
      </Loaded>
    </>
  );
}

function CallPart(props: {
  readonly chargePoints: readonly Schemas['GatewayClient'][];
  readonly wanted: string | null;
}): JSX.Element {
  const { chargePoints, wanted } = props;
  const [clientId, setClientId] = useState(wanted ?? chargePoints[0]?.clientid ?? '');
  useEffect(() => {
    if (wanted !== null) setClientId(wanted);
  }, [wanted]);
  const version = chargePoints.find(({ clientid }) => clientid === clientId)?.proto_ver ?? null;
  return (
    <>
      <div class="send-to">
        <TextField
          label="Charge point"
          value={clientId}
          onInput={setClientId}
          list="charge-points"
          hint={
            version === null
              ? 'Not among those that are connected, as far as is known here.'
              : `Speaks OCPP ${version}.`
          }
          isRequired
          isCode
        />
        <datalist id="charge-points">
          {chargePoints.map(({ clientid }) => (
            <option key={clientid} value={clientid} />
          ))}
        </datalist>
      </div>
      <CallForm clientId={clientId} version={version} />
    </>
  );
}
