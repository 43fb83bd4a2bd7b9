import type { BrokerListenerOptions, BrokerOptions } from '@ocpp-broker/broker';
import {
  type BindAddress,
  bindAddress,
  byteCount,
  durationMs,
  type MqttListenerSettings,
  type MqttSettings,
  type SslOptions,
} from '@ocpp-broker/config';
import { enabled, tlsOptions } from './listener-files.ts';

/** What the settings mean to the broker. */
export function brokerOptions(settings: MqttSettings): BrokerOptions {
  return {
    allowAnonymous: settings.allow_anonymous || !settings.authentication.enable,
    maxPacketBytes: byteCount(settings.max_packet_size),
    connectTimeoutMs: durationMs(settings.connect_timeout),
    connectionsMax: settings.max_connections,
    slowClient: {
      dropQos0AboveBytes: byteCount(settings.slow_client.drop_qos0_above),
      disconnectAboveBytes: byteCount(settings.slow_client.disconnect_above),
    },
  };
}

/** A listener to open, and the path of its settings; `options` throws a StartError when a certificate cannot be read. */
export type MqttListenerPlan = {
  readonly path: string;
  readonly address: BindAddress;
  readonly options: () => BrokerListenerOptions;
};

/** The enabled listeners. */
export function mqttListeners({ listeners }: MqttSettings): readonly MqttListenerPlan[] {
  const { tcp, tls, ws, wss } = listeners;
  return [
    ...enabled(tcp).map(([name, listener]) => plan('tcp', name, listener, () => ({}))),
    ...enabled(tls).map(([name, one]) => plan('tls', name, one, (path) => secured(path, one.ssl_options))),
    ...enabled(ws).map(([name, one]) => plan('ws', name, one, () => ({ path: one.websocket.path }))),
    ...enabled(wss).map(([name, one]) =>
      plan('wss', name, one, (path) => ({ path: one.websocket.path, ...secured(path, one.ssl_options) })),
    ),
  ];
}

/** The certificates of a listener as the broker takes them. */
function secured(path: string, ssl: SslOptions): Pick<BrokerListenerOptions, 'tls'> {
  const { requestCert: requestClientCertificate, certificates, ...tls } = tlsOptions(ssl, `${path}.ssl_options`);
  const cert = certificates.map((certificate) => certificate.cert);
  const key = certificates.map((certificate) => certificate.key);
  return { tls: { ...tls, cert, key, requestClientCertificate } };
}

function plan(
  type: BrokerListenerOptions['type'],
  name: string,
  { bind, max_connections: connectionsMax }: MqttListenerSettings,
  more: (path: string) => Partial<BrokerListenerOptions>,
): MqttListenerPlan {
  const path = `mqtt.listeners.${type}.${name}`;
  const address = bindAddress(bind);
  return { path, address, options: () => ({ id: `${type}:${name}`, type, ...address, connectionsMax, ...more(path) }) };
}
