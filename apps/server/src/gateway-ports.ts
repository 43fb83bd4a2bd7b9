// How the gateway's ports are satisfied: by the broker and by the store.

import type { Broker } from '@ocpp-broker/broker';
import type { Bus, Clock, RegistrationStore, StoredRegistration } from '@ocpp-broker/gateway';
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
export interface BrokerBus extends Bus {
  /** Resolves when the broker has taken all that the gateway published, so that it may close: presence is told last of all. */
  settled(): Promise<void>;
}

/** The bus over a broker. */
export function busOf(broker: Pick<Broker, 'publish' | 'subscribe'>): BrokerBus {
  let unfinished = 0;
  const waiting: (() => void)[] = [];
  return {
    publish: (message, done) => {
      unfinished += 1;
      broker.publish(message, (error) => {
        unfinished -= 1;
        if (unfinished === 0) for (const resolve of waiting.splice(0)) resolve();
        done(error);
      });
    },
    subscribe: (filter, deliver) => broker.subscribe(filter, deliver),
    settled: () => (unfinished === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
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
