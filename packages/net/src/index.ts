export { AddressCounts } from './address-counts.ts';
export { AddressRates, type AddressRatesOptions } from './address-rates.ts';
export { AddressSet } from './address-set.ts';
export { backlogMax } from './backlog.ts';
export { type Clock, systemClock } from './clock.ts';
export { stepBefore } from './connection-step.ts';
export { addressGroup, type Endpoint, peerOf, plainAddress } from './ip-address.ts';
export { ProxyIntake, type ProxyIntakeParts } from './proxy-intake.ts';
export { type ProxyHeader, ProxyHeaderParser, type ProxyVerdict } from './proxy-protocol.ts';
export { RateLimit } from './rate-limit.ts';
export { RatePerKey, type RatePerKeyOptions } from './rate-per-key.ts';
export {
  isTlsReplaceable,
  type NodeTlsOptions,
  nodeTlsOptions,
  replaceTls,
  type TlsServerOptions,
} from './tls-server.ts';
