export { noAnswer, type Override } from './answerer.ts';
export type { BackOff } from './back-off.ts';
export type { CallOptions } from './call-queue.ts';
export { ChargePoint } from './charge-point.ts';
export type { ChargePointEvents } from './charge-point-events.ts';
export { type ChargePointOptions, connectorsMax } from './charge-point-options.ts';
export type { StartRequest } from './charging.ts';
export { type Clock, systemClock } from './clock.ts';
export { type Command, helpText, parseCommand, type SimulateOptions } from './command.ts';
export type { Connector, ConnectorPhase, ConnectorStatus, Reservation, Transaction } from './connector.ts';
export { createDemoCsms, type DemoCsms, type DemoCsmsOptions, type DemoCsmsVerdict } from './demo-csms.ts';
export type { Device } from './device.ts';
export {
  CallErrorReceived,
  CallQueueFull,
  CallRefused,
  CallTimedOut,
  ChargePointClosed,
  ConnectionClosed,
  ConnectionFailed,
  HandshakeRefused,
  InboxOverflowed,
  NotConnected,
  SimulatorError,
  TransactionRefused,
  WaitTimedOut,
} from './errors.ts';
export { type Fleet, type FleetSurroundings, startFleet } from './fleet.ts';
export { basicAuthorization, type HandshakeOptions } from './handshake.ts';
export type { TransactionEvent } from './metering.ts';
export {
  type Closing,
  openRaw,
  openRefused,
  type RawChargePoint,
  type RawChargePointOptions,
  type Refusal,
} from './raw-charge-point.ts';
export type { RegistrationStatus } from './registration.ts';
export { type Span, Workload, type WorkloadOptions } from './workload.ts';
