import type { OcppVersion } from '@ocpp-broker/ocpp';
import type { RegistrationStore } from './ports.ts';

/** The version that an identity spoke last. A store that answers only later is not waited for: 1.6 is the likelier guess. */
export function versionRemembered(registrations: RegistrationStore, identity: string): OcppVersion {
  const stored = registrations.get(identity);
  if (stored === undefined || stored instanceof Promise) return '1.6';
  return stored.version ?? '1.6';
}
