export {
  type Broker,
  type BrokerMessage,
  type BrokerParts,
  type BrokerStats,
  createBroker,
  type MessageProperties,
} from './broker.ts';
export type { BrokerClient, ClientSubscription } from './clients-view.ts';
export { BrokerError } from './errors.ts';
export type { DeliveredMessage } from './internal-subscriptions.ts';
export type { BrokerListenerOptions, BrokerOptions, ListenerStatus, SlowClientLimits, TlsOptions } from './options.ts';
export type {
  Authenticator,
  BrokerEvent,
  ClientIdentity,
  CutReason,
  DropReason,
  Logger,
  Login,
  LoginOutcome,
  RefusalReason,
  TopicGuard,
} from './ports.ts';
