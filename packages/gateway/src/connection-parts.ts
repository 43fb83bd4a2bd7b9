import type { Duplex } from 'node:stream';
import type { AnsweredCalls, OcppVersion, PayloadValidator, Report, SessionOptions } from '@ocpp-broker/ocpp';
import type { WebSocket } from 'ws';
import type { SettledCall } from './call-outcome.ts';
import type { Connection } from './connection.ts';
import type { FrameLog } from './frame-log.ts';
import type { GatewayObserver } from './observer.ts';
import type { Bus, Clock, Logger, StoredRegistration } from './ports.ts';
import type { ConnectionTopics } from './topics.ts';

/** Who is on the other end, and how it came. */
export type Peer = {
  readonly identity: string;
  readonly username: string | null;
  readonly version: OcppVersion;
  readonly listenerId: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
};

/** What may be set while a connection lives. */
export type ConnectionOptions = {
  readonly session: SessionOptions;
  readonly validator: PayloadValidator;
  readonly topics: ConnectionTopics;
  readonly pingIntervalMs: number;
};

/** What a connection is made of. */
export type ConnectionParts = {
  readonly socket: WebSocket;
  /** What is under the WebSocket, with nothing read from it yet. */
  readonly carrier?: Duplex | undefined;
  /** Largest message that the WebSocket takes. */
  readonly frameBytesMax?: number | undefined;
  readonly peer: Peer;
  readonly options: ConnectionOptions;
  readonly stored: StoredRegistration | undefined;
  /** What the identity's earlier connections answered lately. */
  readonly answered: AnsweredCalls;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onRemember: (part: Partial<StoredRegistration>) => void;
  readonly frames: FrameLog;
  readonly observer: GatewayObserver | undefined;
  readonly onReport: (report: Report) => void;
  /** Called with what became of the CALL of a caller inside the process. */
  readonly onSettled: (caller: number, settled: SettledCall) => void;
  /** Called before the session ends: the last chance to take the CALLs that were never sent. */
  readonly onEnding: (connection: Connection) => void;
  readonly onClosed: (connection: Connection, code: number, reason: string) => void;
};
