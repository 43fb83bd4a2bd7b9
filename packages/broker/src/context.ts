import type { AedesBroker, AedesClient } from './aedes/aedes-internals.ts';
import type { Connection } from './clients/connection.ts';
import type { MessageStore } from './message-store.ts';
import type { BrokerOptions } from './options.ts';
import type { Authenticator, BrokerEvent, Logger, TopicGuard } from './ports.ts';

/** Counted over all clients since the start; they never go down. */
export type Totals = {
  receivedPackets: number;
  receivedMessages: number;
  sentPackets: number;
  sentMessages: number;
  droppedMessages: number;
  /** Of connections that are gone. */
  pastReceivedBytes: number;
  pastSentBytes: number;
};

/** What the parts of the broker share. */
export interface BrokerContext {
  /** The current ones; a part reads them anew each time. */
  readonly options: BrokerOptions;
  readonly aedes: AedesBroker;
  readonly store: MessageStore;
  readonly authenticator: Authenticator;
  readonly topicGuard: TopicGuard;
  readonly log: Logger;
  readonly totals: Totals;
  /** Milliseconds since 1970. */
  now(): number;
  report(event: BrokerEvent): void;
  /** The connection of a client; undefined for one that is not ours, such as a will of another broker. */
  connectionOf(client: AedesClient | null): Connection | undefined;
}
