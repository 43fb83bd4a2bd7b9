import type { OcppVersion } from '@ocpp-broker/ocpp';
import type { Connection } from './connection.ts';
import type { FrameLogFigures } from './frame-log.ts';

/** How much is going on in a gateway at the moment. */
export type GatewayFigures = {
  /** Connected charge points, by version. */
  readonly connections: Readonly<Record<OcppVersion, number>>;
  /** CALLs to charge points that wait for their answers, and those behind them. */
  readonly callsInFlight: number;
  readonly callsQueued: number;
  /** CALLs of charge points that the CSMS has not answered. */
  readonly callsUnanswered: number;
  /** CALLs that wait for charge points which are away. */
  readonly callsOffline: number;
  /** Callers that wait, and CALLs whose callers ask later. */
  readonly callersWaiting: number;
  /** Sockets that are not read because the bus cannot keep up. */
  readonly congested: number;
  readonly frameLog: FrameLogFigures;
};

/** Adds up what the connections say. */
export function figuresOf(
  connections: Iterable<Pick<Connection, 'peer' | 'snapshot' | 'isCongested'>>,
  others: Pick<GatewayFigures, 'callsOffline' | 'callersWaiting' | 'frameLog'>,
): GatewayFigures {
  const byVersion: Record<OcppVersion, number> = { '1.6': 0, '2.0.1': 0, '2.1': 0 };
  let [callsInFlight, callsQueued, callsUnanswered, congested] = [0, 0, 0, 0];
  for (const connection of connections) {
    const { inFlight, queued, unanswered } = connection.snapshot();
    byVersion[connection.peer.version] += 1;
    callsInFlight += inFlight;
    callsQueued += queued;
    callsUnanswered += unanswered;
    if (connection.isCongested) congested += 1;
  }
  return { connections: byVersion, callsInFlight, callsQueued, callsUnanswered, congested, ...others };
}
