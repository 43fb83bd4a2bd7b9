import type { Schemas } from '@ocpp-broker/api-client';

/** As much of a listener of charge points as its address is made of. */
export type ListenerPlace = Pick<Schemas['Listener'], 'type' | 'bind'> & {
  readonly websocket: Pick<Schemas['Listener']['websocket'], 'path'>;
};

/** What a charge point is configured with: `ws://host:33033/ocpp/<identity>`. */
export function chargePointUrl(listener: ListenerPlace, pageHost: string): string {
  const { host, port } = splitBind(listener.bind);
  const reachable = isEverywhere(host) ? hostnameOf(pageHost) : host;
  const path = listener.websocket.path.replace(/\/+$/, '');
  return `${listener.type}://${reachable}:${port}${path}/<identity>`;
}

// `0.0.0.0:33033`, `[::]:33033`, `:33033`, `33033`
function splitBind(bind: string): { readonly host: string; readonly port: string } {
  const colon = bind.lastIndexOf(':');
  return colon === -1 ? { host: '', port: bind } : { host: bind.slice(0, colon), port: bind.slice(colon + 1) };
}

// Nobody can connect to these; the name under which this page was reached is the best that is known.
function isEverywhere(host: string): boolean {
  return ['', '0.0.0.0', '[::]', '::', '*'].includes(host);
}

function hostnameOf(pageHost: string): string {
  return pageHost.replace(/:\d+$/, '');
}
