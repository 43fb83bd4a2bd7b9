import type { OcppVersion } from '@ocpp-broker/ocpp';

/** Whether a charge point is connected, as the retained presence message tells it. */
export type Presence = {
  readonly connected: boolean;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly version: OcppVersion | null;
  /** Why it is not connected; null when it is. */
  readonly reason: string | null;
  readonly node: string;
};

/** The payload of a presence message; times are RFC 3339 in UTC. */
export function encodePresence({ connected, since, version, reason, node }: Presence): string {
  return JSON.stringify({
    Connected: connected,
    Since: new Date(since).toISOString(),
    Version: version,
    Reason: reason,
    Node: node,
  });
}
