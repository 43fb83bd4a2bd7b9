export type { CallOutcome, CallProblem, CallRequest } from './call-outcome.ts';
export type { CallState } from './call-records.ts';
export type { CallOptions } from './calls.ts';
export type { ChargePointFacts, ConnectorStatus } from './charge-point-view.ts';
export type { ChargePointClient } from './client.ts';
export type { Connection } from './connection.ts';
export type { GatewayFigures } from './figures.ts';
export { type FrameLog, type FrameLogFigures, type FrameOptions, followersMax } from './frame-log.ts';
export { maskedText } from './frame-mask.ts';
export type { FrameDirection, FrameFilter, FrameView } from './frame-view.ts';
export { Gateway } from './gateway.ts';
export type { GatewayParts } from './gateway-parts.ts';
export type { ListenerStatus } from './listener-parts.ts';
export type {
  CallMaker,
  GatewayObserver,
  HandshakeOutcome,
  ObservedEnd,
  ObservedMessage,
  ObservedPeer,
} from './observer.ts';
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
