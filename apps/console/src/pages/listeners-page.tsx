import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatCount } from '../amount-format.ts';
import { useConsole } from '../context.tsx';
import { useAction } from '../hooks/use-action.tsx';
import { usePolled } from '../hooks/use-polled.tsx';
import { FormDialog } from '../parts/dialog.tsx';
import { Freshness } from '../parts/freshness.tsx';
import { type ListenerRow, ListenerTable } from '../parts/listener-table.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { ProblemNotice } from '../parts/notice.tsx';
import { PageHead } from '../parts/page-head.tsx';

type Wanted = { readonly isOcpp: boolean; readonly listener: ListenerRow };

/** Where charge points and MQTT clients connect; each can be opened and closed. */
export function ListenersPage(): JSX.Element {
  const { api, mayChange, notify } = useConsole();
  const [closing, setClosing] = useState<Wanted | null>(null);
  const opening = useAction();
  const polled = usePolled(async (signal) => {
    const [ocpp, mqtt] = await Promise.all([
      api.get('/api/v5/gateways/ocpp/listeners', { signal }),
      api.get('/api/v5/listeners', { signal }),
    ]);
    return { ocpp: ocpp.map(ofChargePoints), mqtt: mqtt.map(ofMqttClients) };
  }, []);

  const enable = async ({ isOcpp, listener: { id } }: Wanted, isOn: boolean): Promise<void> => {
    if (isOcpp) await api.put('/api/v5/gateways/ocpp/listeners/{id}', { path: { id }, body: { enable: isOn } });
    else await api.post(isOn ? '/api/v5/listeners/{id}/start' : '/api/v5/listeners/{id}/stop', { path: { id } });
    notify(`The listener ${id} was ${isOn ? 'opened' : 'closed'}.`);
    polled.refresh();
  };
  const switchOf = (isOcpp: boolean) =>
    mayChange
      ? (listener: ListenerRow): void => {
          const wanted = { isOcpp, listener };
          if (listener.isEnabled) setClosing(wanted);
          else void opening.run(() => enable(wanted, true));
        }
      : null;

  return (
    <>
      <PageHead
        title="Listeners"
        lead={`Where charge points and MQTT clients connect.${mayChange ? '' : ' Only administrators may open and close them.'}`}
      >
        <Freshness polled={polled} />
      </PageHead>
      <ProblemNotice problem={opening.problem} what="The listener was not opened" />
      <Loaded polled={polled} what="The list">
        {({ ocpp, mqtt }) => (
          <>
            <h2>For charge points</h2>
            <ListenerTable label="Listeners for charge points" listeners={ocpp} onSwitch={switchOf(true)} />
            <h2>For MQTT clients</h2>
            <ListenerTable label="Listeners for MQTT clients" listeners={mqtt} onSwitch={switchOf(false)} />
          </>
        )}
      </Loaded>
      {closing === null ? null : (
        <FormDialog
          title={`Close the listener ${closing.listener.id}?`}
          submitLabel="Close it"
          busyLabel="Closing…"
          failure="The listener was not closed"
          isDangerous
          action={() => enable(closing, false)}
          onClose={() => setClosing(null)}
        >
          <p>{closingWords(closing)} It stays closed after a restart, until it is enabled again.</p>
        </FormDialog>
      )}
    </>
  );
}

function closingWords({ isOcpp, listener: { connections } }: Wanted): string {
  const whom = isOcpp ? 'charge points' : 'MQTT clients';
  if (connections === 0) return `No ${whom} are connected by it now; none can connect by it then.`;
  return `The ${formatCount(connections)} ${whom} that came in by it are disconnected, and none can connect by it.`;
}

function ofChargePoints(listener: Schemas['Listener']): ListenerRow {
  const { enable_authn, ssl_options, websocket } = listener;
  const tls = tlsWords(ssl_options);
  return { ...rowOf(listener), path: websocket.path, security: `${tls}, ${enable_authn ? 'with' : 'without'} log-in` };
}

function ofMqttClients(listener: Schemas['MqttListener']): ListenerRow {
  const { ssl_options, websocket } = listener;
  return { ...rowOf(listener), path: websocket?.mqtt_path ?? null, security: tlsWords(ssl_options) };
}

function rowOf({ id, bind, enable, running, status }: Schemas['Listener'] | Schemas['MqttListener']) {
  return {
    id,
    bind,
    isEnabled: enable,
    isRunning: running,
    connections: status.current_connections,
    connectionsMax: status.max_connections,
  };
}

function tlsWords(options: { readonly verify: string; readonly fail_if_no_peer_cert: boolean } | undefined): string {
  if (options === undefined) return 'plain';
  if (options.verify !== 'verify_peer') return 'TLS';
  return options.fail_if_no_peer_cert ? 'TLS, client certificate needed' : 'TLS, client certificate asked for';
}
