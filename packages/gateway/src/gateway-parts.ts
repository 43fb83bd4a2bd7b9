import type { Report } from '@ocpp-broker/ocpp';
import type { Connection } from './connection.ts';
import type { GatewayObserver } from './observer.ts';
import type { GatewayOptions } from './options.ts';
import type { Bus, Clock, CredentialStore, Logger, RegistrationStore, WaitingCallStore } from './ports.ts';
import type { SessionRegistry } from './session-registry.ts';

/** What a gateway is made of. */
export type GatewayParts = {
  readonly options: GatewayOptions;
  readonly bus: Bus;
  readonly credentials: CredentialStore;
  readonly registrations: RegistrationStore;
  /** Without it, CALLs for absent charge points do not outlive the process. */
  readonly waitingCalls?: WaitingCallStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Name of this node, as presence tells it. */
  readonly node: string;
  readonly registry?: SessionRegistry<Connection>;
  readonly onReport?: (report: Report, identity: string) => void;
  /** Without it, nothing is made for it. */
  readonly observer?: GatewayObserver | undefined;
};
