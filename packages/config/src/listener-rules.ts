import { addressesOverlap, type BindAddress, bindAddress } from './bind-address.ts';
import type { BindSetting, SslOptions } from './listener-settings.ts';
import { type Finding, finding, type Rule } from './rule.ts';
import type { Settings } from './settings.ts';

/** No two enabled listeners want the same port, and those with TLS have what TLS needs. */
export const listenerRules: Rule = (settings) => {
  const enabled = listenersOf(settings).filter(({ enable }) => enable);
  const api: Listener = { path: 'api', enable: true, bind: settings.api.bind };
  return [...portFindings([api, ...enabled]), ...enabled.flatMap(tlsFindings)];
};

type Listener = {
  readonly path: string;
  readonly enable: boolean;
  readonly bind: BindSetting;
  readonly ssl_options?: SslOptions;
};

const listenersOf = ({ mqtt, gateway }: Settings): readonly Listener[] => [
  ...entriesOf('mqtt.listeners.tcp', mqtt.listeners.tcp),
  ...entriesOf('mqtt.listeners.tls', mqtt.listeners.tls),
  ...entriesOf('mqtt.listeners.ws', mqtt.listeners.ws),
  ...entriesOf('mqtt.listeners.wss', mqtt.listeners.wss),
  ...entriesOf('gateway.ocpp.listeners.ws', gateway.ocpp.listeners.ws),
  ...entriesOf('gateway.ocpp.listeners.wss', gateway.ocpp.listeners.wss),
];

const entriesOf = (path: string, listeners: Readonly<Record<string, Omit<Listener, 'path'>>>): readonly Listener[] =>
  Object.entries(listeners).map(([name, { enable, bind, ssl_options }]) => ({
    path: `${path}.${name}`,
    enable,
    bind,
    ...(ssl_options === undefined ? {} : { ssl_options }),
  }));

// Up to 193 listeners, compared in pairs: a few ten thousand comparisons at the very most.
const portFindings = (listeners: readonly Listener[]): readonly Finding[] => {
  const placed = listeners.map((listener) => ({ ...listener, address: bindAddress(listener.bind) }));
  return placed.flatMap((listener, index) =>
    placed
      .slice(0, index)
      .filter((other) => addressesOverlap(listener.address, other.address))
      .map((other) => portFinding(listener, other)),
  );
};

const portFinding = (listener: Listener & { readonly address: BindAddress }, other: Listener): Finding =>
  finding(`${listener.path}.bind`, `wants port ${listener.address.port}, as ${other.path}.bind does`, [
    `${other.path}.bind`,
    `${listener.path}.enable`,
    `${other.path}.enable`,
  ]);

const tlsFindings = ({ path, ssl_options: tls }: Listener): readonly Finding[] => {
  if (tls === undefined) return [];
  const place = (key: string): string => `${path}.ssl_options.${key}`;
  const needed = (['certfile', 'keyfile'] as const)
    .filter((key) => tls[key] === '')
    .map((key) => finding(place(key), 'is needed by an enabled listener with TLS', [`${path}.enable`]));
  return [
    ...needed,
    ...(tls.more_certfiles.length === tls.more_keyfiles.length
      ? []
      : [
          finding(place('more_keyfiles'), 'must hold as many files as more_certfiles beside it', [
            place('more_certfiles'),
          ]),
        ]),
    // Without it, a certificate of any public authority would be good enough.
    ...(tls.verify === 'verify_peer' && tls.cacertfile === ''
      ? [finding(place('cacertfile'), 'is needed by verify_peer', [place('verify')])]
      : []),
    ...(tls.verify === 'verify_none' && tls.fail_if_no_peer_cert
      ? [finding(place('fail_if_no_peer_cert'), 'does nothing without verify_peer', [place('verify')])]
      : []),
  ];
};
