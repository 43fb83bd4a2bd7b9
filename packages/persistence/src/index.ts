export { PersistenceError, type PersistenceErrorCode } from './errors.ts';
export {
  type Drop,
  type DropReason,
  defaultLimits,
  type PersistenceLimits,
  type PersistenceOptions,
} from './options.ts';
export type {
  BrokerIdentity,
  BrokerPacket,
  PacketProperties,
  QoS,
  SessionClient,
  StoredMessage,
  StoredRelease,
  StoredWill,
  Subscription,
  SubscriptionMatch,
  WillPacket,
} from './packet.ts';
export { createSqlitePersistence, type SqlitePersistence } from './sqlite-persistence.ts';
