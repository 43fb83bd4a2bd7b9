// What happens in the gateway, for figures and for whoever is to be told of it elsewhere. Nothing is made for it where nobody looks.

import type { CallEnd, Message, OcppVersion, Report } from '@ocpp-broker/ocpp';
import type { FrameDirection } from './frame-view.ts';

/**
 * What became of a request for a connection: by the status of its refusal (400, 401, 403, 404, 503), closed after the upgrade because none
 * of its subprotocols is spoken, or ended before there was a request.
 */
export type HandshakeOutcome =
  | 'accepted'
  | 'bad_request'
  | 'unauthorized'
  | 'forbidden'
  | 'unknown_identity'
  | 'unavailable'
  | 'unsupported_subprotocol'
  | 'tls_failed'
  | 'proxy_refused';

/** Who made a CALL that has ended: the charge point, somebody on the MQTT side, or a caller inside the process. */
export type CallMaker = 'charge-point' | 'csms' | 'api';

/** A charge point as an observer knows it. */
export type ObservedPeer = {
  readonly identity: string;
  readonly username: string | null;
  readonly version: OcppVersion;
  readonly listenerId: string;
  readonly remoteAddress: string;
};

/** How a connection ended; `code` is that of the WebSocket. */
export type ObservedEnd = {
  readonly code: number;
  readonly reason: string;
  readonly durationMs: number;
  /** A newer connection of the charge point has its place: it is still connected. */
  readonly isReplaced: boolean;
};

/** A message that passed: what was published of a charge point, and what was sent to it. `at` is in milliseconds since the epoch. */
export type ObservedMessage = {
  readonly at: number;
  readonly identity: string;
  readonly version: OcppVersion;
  readonly direction: FrameDirection;
  /** With its payload as it was written: unmasked. A refusal of ours goes upstream, as what a charge point says. */
  readonly message: Message;
  /** The action that it belongs to, as it was written. */
  readonly action: string | null;
};

/**
 * Whoever looks on. It is called in the midst of things: it must neither throw nor wait. `action` is one that the schemas know, or
 * `other`, and never an identity among what is made for figures, so that a figure has few labels.
 */
export interface GatewayObserver {
  handshake(outcome: HandshakeOutcome, version: OcppVersion | null): void;
  connected(peer: ObservedPeer, at: number): void;
  disconnected(peer: ObservedPeer, end: ObservedEnd, at: number): void;
  /** A frame passed, of a MessageTypeId; null for what is no message. */
  frame(direction: FrameDirection, type: number | null, action: string | null, bytes: number): void;
  message(message: ObservedMessage): void;
  /** A CALL ended; `latencyMs` counts from when it was sent or came, and is null for one that was never sent. */
  callEnded(by: CallMaker, action: string, outcome: CallEnd['outcome'], latencyMs: number | null): void;
  /** The bus has taken a message of a charge point, so long after it was handed over. */
  published(latencyMs: number): void;
  /** Something was refused, dropped, or let through although it is wrong. */
  reported(code: Report['code'], direction: FrameDirection, action: string | null): void;
}
