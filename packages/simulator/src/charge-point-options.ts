import { randomUUID } from 'node:crypto';
import { type BackOff, backOffDefault } from './back-off.ts';
import { type Clock, systemClock } from './clock.ts';
import type { HandshakeOptions } from './handshake.ts';

/** What a simulated charge point is and how it behaves; everything but `url` and `identity` has a default. */
export type ChargePointOptions = {
  /** The listener's URL without the identity: `ws://127.0.0.1:33033/ocpp`. */
  readonly url: string;
  /** Percent-encoded into the URL by us. */
  readonly identity: string;
  /** Default: the identity, when there is a password. */
  readonly username?: string | undefined;
  readonly password?: string | Buffer | undefined;
  readonly vendor?: string | undefined;
  readonly model?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly firmwareVersion?: string | undefined;
  /** Number of connectors, 1 to 100 (default 1). */
  readonly connectors?: number | undefined;
  /** Offered in this order (default `['ocpp1.6']`). */
  readonly subprotocols?: readonly string[];
  /** Further options of the handshake: headers, TLS, compression. */
  readonly handshake?: Omit<HandshakeOptions, 'url' | 'username' | 'password' | 'subprotocols'>;
  /** How a lost connection comes back; `false`: it does not. */
  readonly reconnect?: BackOff | false;
  /** How long the server may take for an answer (default 30 s). */
  readonly callTimeoutMs?: number;
  /** CALLs that may wait for their turn (default 100). */
  readonly callsMax?: number;
  /** Send BootNotification when connected without a registration (default true). */
  readonly boot?: boolean;
  /** Send it after every reconnect (default false: a registration outlives the socket). */
  readonly bootOnReconnect?: boolean;
  /** Between BootNotifications where the server names no interval (default 60 s). */
  readonly bootRetryMs?: number;
  /** How long a reboot takes (default 1 s). */
  readonly rebootMs?: number;
  /** Between two status notifications of a diagnostics upload or firmware update (default 2 s). */
  readonly jobStepMs?: number;
  readonly clock?: Clock;
  /** Numbers 0 ≤ x < 1, for meters and back-off. */
  readonly random?: () => number;
  readonly newUniqueId?: () => string;
};

/** The options with their defaults. */
export type ChargePointSettings = {
  readonly identity: string;
  readonly handshake: HandshakeOptions;
  readonly nameplate: {
    readonly vendor: string;
    readonly model: string;
    readonly serialNumber: string | undefined;
    readonly firmwareVersion: string | undefined;
  };
  readonly connectors: number;
  readonly reconnect: BackOff | false;
  readonly callTimeoutMs: number;
  readonly callsMax: number;
  readonly registration: { readonly boot: boolean; readonly bootOnReconnect: boolean; readonly bootRetryMs: number };
  readonly rebootMs: number;
  readonly jobStepMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly newUniqueId: () => string;
};

/** Most connectors of one charge point. */
export const connectorsMax = 100;

/** Fills in the defaults; throws RangeError for a number of connectors outside 1 to 100. */
export function chargePointSettings(options: ChargePointOptions): ChargePointSettings {
  const connectors = options.connectors ?? 1;
  if (!Number.isInteger(connectors) || connectors < 1 || connectors > connectorsMax) {
    throw new RangeError(`connectors must be a whole number from 1 to ${connectorsMax}`);
  }
  const username = options.username ?? (options.password === undefined ? undefined : options.identity);
  return {
    identity: options.identity,
    handshake: {
      ...options.handshake,
      url: `${options.url.replace(/\/+$/, '')}/${encodeURIComponent(options.identity)}`,
      subprotocols: options.subprotocols ?? ['ocpp1.6'],
      username,
      password: options.password,
    },
    nameplate: {
      vendor: options.vendor ?? 'ocpp-broker',
      model: options.model ?? 'simulator',
      serialNumber: options.serialNumber,
      firmwareVersion: options.firmwareVersion,
    },
    connectors,
    reconnect: options.reconnect ?? backOffDefault,
    callTimeoutMs: options.callTimeoutMs ?? 30_000,
    callsMax: options.callsMax ?? 100,
    registration: {
      boot: options.boot ?? true,
      bootOnReconnect: options.bootOnReconnect ?? false,
      bootRetryMs: options.bootRetryMs ?? 60_000,
    },
    rebootMs: options.rebootMs ?? 1_000,
    jobStepMs: options.jobStepMs ?? 2_000,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    newUniqueId: options.newUniqueId ?? randomUUID,
  };
}
