export type { AedesPersistence } from './aedes/aedes-persistence.ts';
export { PersistenceError, type PersistenceErrorCode } from './errors.ts';
export { createMessageStore, type SqliteMessageStore } from './message-store.ts';
export {
  type Drop,
  defaultLimits,
  type MessageStoreOptions,
  type StoreDropReason,
  type StoreLimits,
  type Synchronous,
} from './options.ts';
export type { QueuedDelivery, StoredSession, StoredWill, StoreStats } from './stored.ts';
