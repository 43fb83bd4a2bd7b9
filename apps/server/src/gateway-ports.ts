// How the gateway's ports are satisfied: by the broker and by the store.

import type { Broker } from '@ocpp-broker/broker';
import type { Bus, Clock, CredentialStore, RegistrationStore, StoredRegistration } from '@ocpp-broker/gateway';
import type { OcppVersion } from '@ocpp-broker/ocpp';
import type { Registration, Store } from '@ocpp-broker/store';

/** The clock of the machine. */
export const systemClock: Clock = {
  now: Date.now,
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** The broker as the gateway sees it. */
export function busOf(broker: Broker): Bus {
  return {
    publish: (message, done) => broker.publish(message, done),
    subscribe: (filter, deliver) => broker.subscribe(filter, deliver),
  };
}

/** The charge points' credentials. */
export function credentialsOf(store: Store): CredentialStore {
  const users = store.users('ocpp');
  return {
    has: async (userId) => (await users.find(userId)) !== null,
    verify: async (userId, password) => {
      const verified = await users.verify(userId, password);
      if (verified.outcome !== 'accepted') return verified;
      return { outcome: 'accepted', identities: verified.user.identities };
    },
  };
}

/** What is remembered of charge points. */
export function registrationsOf(store: Store): RegistrationStore {
  const { registrations } = store;
  return {
    get: (identity) => {
      const stored = registrations.get(identity);
      return stored === null ? undefined : storedRegistration(stored);
    },
    put: (identity, { status, ...part }) => {
      registrations.put({ identity, ...without(part), ...(status === undefined ? {} : { bootStatus: status }) });
    },
    connectedIdentities: () => registrations.listConnected().map(({ identity }) => identity),
  };
}

function storedRegistration(stored: Registration): StoredRegistration {
  const { version, vendor, model, serialNumber, firmwareVersion } = stored;
  const { bootStatus, heartbeatIntervalMs, lastBootAt, lastSeenAt, connected, securityProfile } = stored;
  return {
    status: bootStatus,
    heartbeatIntervalMs,
    version: isVersion(version) ? version : null,
    vendor,
    model,
    serialNumber,
    firmwareVersion,
    lastBootAt,
    lastSeenAt,
    connected,
    securityProfile,
  };
}

function isVersion(version: string | null): version is OcppVersion {
  return version === '1.6' || version === '2.0.1' || version === '2.1';
}

/** The registration's clock is the store's own: what is not known is left out. */
function without({ lastSeenAt, ...part }: Partial<Omit<StoredRegistration, 'status'>>) {
  return lastSeenAt === null || lastSeenAt === undefined ? part : { ...part, lastSeenAt };
}
