export type { ChargePointFacts, ConnectorStatus } from './charge-point-view.ts';
export type { ChargePointClient } from './client.ts';
export type { Connection } from './connection.ts';
export { Gateway, type GatewayParts } from './gateway.ts';
export type { ListenerStatus } from './listener-parts.ts';
export { offlineIdentitiesMax } from './offline-queue.ts';
export type {
  AccessOptions,
  ChargePointOverrides,
  GatewayOptions,
  IdentityRule,
  ListenerOptions,
  OfflineOptions,
  SchemaOptions,
  TlsOptions,
  TopicOptions,
} from './options.ts';
export type {
  Bus,
  BusDelivery,
  BusMessage,
  ChargePointLogin,
  Clock,
  CredentialStore,
  Logger,
  RegistrationStore,
  StoredCall,
  StoredRegistration,
  Stranger,
  Verification,
  WaitingCallStore,
} from './ports.ts';
export type { SecurityProfile } from './security-profile.ts';
export { LocalSessionRegistry, type SessionRegistry } from './session-registry.ts';
export type { Traffic } from './traffic.ts';
