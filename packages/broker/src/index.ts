export { createBroker } from './broker.ts';
export type { Broker, BrokerParts, BrokerStats } from './broker-face.ts';
export type { BrokerClient, ClientSubscription } from './clients/clients-view.ts';
export { BrokerError } from './errors.ts';
export type { BrokerListenerOptions, ListenerRefusal, ListenerStatus } from './listener-options.ts';
export type {
  MessageStore,
  QueuedDelivery,
  StoreDropReason,
  StoredSession,
  StoredWill,
  StoreStats,
} from './message-store.ts';
export type { BrokerMessage, MessageProperties } from './messages/broker-message.ts';
export type { DeliveredMessage } from './messages/internal-subscriptions.ts';
export type { BrokerOptions, ProtocolLimits, SlowClientLimits } from './options.ts';
export type {
  Authenticator,
  BrokerEvent,
  ClientIdentity,
  CutReason,
  DropReason,
  Grant,
  Logger,
  Login,
  LoginOutcome,
  RefusalReason,
  TopicGuard,
} from './ports.ts';
