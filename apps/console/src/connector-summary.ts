import type { Schemas } from '@ocpp-broker/api-client';

/** The state of one connector. */
export type Connector = Schemas['GatewayClient']['ocpp']['connectors'][number];

/** How many connectors report the same status, the worst first. Connector 0 is the charge point as a whole (OCPP 1.6 §7.8), and no place to charge. */
export function connectorSummary(
  connectors: readonly Connector[],
): readonly { readonly status: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { id, status } of connectors) {
    // As a whole it is worth a word only when it cannot serve.
    if (id === 0 && status !== 'Faulted' && status !== 'Unavailable') continue;
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return [...counts]
    .map(([status, count]) => ({ status, count }))
    .sort((a, b) => rank(a.status) - rank(b.status) || a.status.localeCompare(b.status));
}

const order = [
  'Faulted',
  'Unavailable',
  'Charging',
  'Occupied',
  'SuspendedEV',
  'SuspendedEVSE',
  'Preparing',
  'Finishing',
];

function rank(status: string): number {
  const place = order.indexOf(status);
  return place === -1 ? order.length : place;
}
