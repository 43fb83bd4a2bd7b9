import type { Call, CallError, CallResult } from '@ocpp-broker/ocpp';
import type { ConnectorStatus } from './connector.ts';
import type { TransactionEvent } from './metering.ts';
import type { Closing } from './raw-charge-point.ts';

/** What a charge point tells, by event name. */
export type ChargePointEvents = {
  /** `subprotocol` is what the server chose. */
  open: [subprotocol: string];
  close: [closing: Closing];
  /** Another attempt to connect follows; `cause` is why the last one failed, undefined after a connection that was open. */
  reconnecting: [info: { readonly attempt: number; readonly delayMs: number; readonly cause: unknown }];
  /** The connection stays lost, since `reconnect` is off. */
  lost: [cause: unknown];
  /** A frame went out (`'out'`) or came in (`'in'`). */
  frame: [direction: 'in' | 'out', text: string];
  /** The server has sent a CALL. */
  call: [call: Call];
  /** The server has answered a CALL of ours. */
  answer: [answer: CallResult | CallError, call: Call];
  /** The server has answered BootNotification; `intervalS` in seconds. */
  booted: [status: string, intervalS: number];
  /** A connector has another status than the one that was reported last. */
  state: [connectorId: number, status: ConnectorStatus];
  /** A transaction has started, was metered or has stopped, and the server knows (of a meter value: will know). */
  transaction: [event: TransactionEvent];
  /** The server asked for a reset, and the charge point goes down. */
  reboot: [kind: 'Hard' | 'Soft'];
  /** Something failed that nobody awaits, or the server sent something that it should not. */
  problem: [error: Error];
};
