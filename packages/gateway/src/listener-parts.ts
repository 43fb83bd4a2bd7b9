import type { Socket } from 'node:net';
import type { OcppVersion } from '@ocpp-broker/ocpp';
import type { WebSocket } from 'ws';
import type { AcceptedHandshake } from './handshake.ts';
import type { GatewayObserver } from './observer.ts';
import type { AccessOptions, ListenerOptions } from './options.ts';
import type { Clock, CredentialStore, Logger, StoredRegistration } from './ports.ts';

/** A charge point whose handshake is done. */
export type Admission = {
  readonly socket: WebSocket;
  /** What is under the WebSocket. */
  readonly carrier: Socket;
  /** Largest message that the WebSocket takes. */
  readonly frameBytesMax: number;
  readonly handshake: AcceptedHandshake;
  readonly stored: StoredRegistration | undefined;
  readonly listenerId: string;
  /** The charge point's own, as far as trusted proxies tell it; the port is 0 where they do not. */
  readonly remoteAddress: string;
  readonly remotePort: number;
};

/** What a listener needs; the functions give what may change while it runs. */
export type ListenerParts = {
  readonly options: ListenerOptions;
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly isEnabled: () => boolean;
  readonly access: () => AccessOptions;
  readonly frameBytesMax: () => number;
  /** The version that an identity speaks when it offers no subprotocol; left out: 1.6, since chargers that offer none are old ones. */
  readonly assumedVersion?: (identity: string) => OcppVersion;
  /** Whether an identity is connected on this listener now, so that it takes no seat but its own; left out: never. */
  readonly isTakeOver?: (identity: string) => boolean;
  /** Called between the decision and the upgrade; what it returns travels with the admission, and its `securityProfile` is held to. */
  readonly load: (identity: string) => Promise<StoredRegistration | undefined>;
  readonly admit: (admission: Admission) => void;
  /** Told what became of each request for a connection. */
  readonly onHandshake?: GatewayObserver['handshake'] | undefined;
};

/** Where a listener is and how full. */
export type ListenerStatus = {
  readonly id: string;
  readonly type: 'ws' | 'wss';
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly running: boolean;
  readonly connections: number;
  readonly connectionsMax: number;
};
