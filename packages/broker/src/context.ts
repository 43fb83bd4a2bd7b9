import type { AedesBroker, AedesClient } from './aedes-internals.ts';
import type { Connection } from './connection.ts';
import type { BrokerOptions } from './options.ts';
import type { Authenticator, BrokerEvent, Logger, TopicGuard } from './ports.ts';

/** Counted over all clients since the start; they never go down. */
export type Totals = {
  receivedPackets: number;
  receivedMessages: number;
  sentPackets: number;
  sentMessages: number;
  droppedMessages: number;
};

/** What the parts of the broker share. */
export interface BrokerContext {
  /** The current ones; a part reads them anew each time. */
  readonly options: BrokerOptions;
  readonly aedes: AedesBroker;
  readonly authenticator: Authenticator;
  readonly topicGuard: TopicGuard;
  readonly log: Logger;
  readonly totals: Totals;
  report(event: BrokerEvent): void;
  /** The connection of a client; undefined for one that is not ours, such as a will of another broker. */
  connectionOf(client: AedesClient | null): Connection | undefined;
}
