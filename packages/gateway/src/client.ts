import type { CallInFlight, OcppVersion } from '@ocpp-broker/ocpp';
import type { ChargePointFacts } from './charge-point-view.ts';
import type { Connection } from './connection.ts';
import type { Traffic } from './traffic.ts';

/** A connected charge point as an operator sees it. Times are milliseconds since the epoch. */
export type ChargePointClient = {
  readonly identity: string;
  readonly username: string | null;
  readonly version: OcppVersion;
  readonly listenerId: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly connectedAt: number;
  readonly lastSeenAt: number;
  readonly downstreamTopic: string;
  readonly heartbeatIntervalMs: number;
  readonly bootStatus: 'Accepted' | 'Pending' | 'Rejected' | null;
  readonly inFlight: number;
  readonly queued: number;
  readonly refused: number;
  readonly pendingCall: CallInFlight | null;
  readonly traffic: Traffic;
  readonly facts: ChargePointFacts;
};

/** What a connection looks like from outside. */
export function clientOf(connection: Connection): ChargePointClient {
  const { identity, username, version, listenerId, remoteAddress, remotePort } = connection.peer;
  const { heartbeatIntervalMs, registration, inFlight, queued, refused, pendingCall } = connection.snapshot();
  return {
    identity,
    username,
    version,
    listenerId,
    remoteAddress,
    remotePort,
    connectedAt: connection.connectedAt,
    lastSeenAt: connection.lastSignAt,
    downstreamTopic: connection.topics.downstream,
    heartbeatIntervalMs,
    bootStatus: registration.status,
    inFlight,
    queued,
    refused,
    pendingCall,
    traffic: connection.traffic(),
    facts: connection.facts(),
  };
}
