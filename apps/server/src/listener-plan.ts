import { type BindAddress, durationMs, type SslOptions } from '@ocpp-broker/config';
import { certificatePaths } from './listener-files.ts';

/** A listener as the settings want it. */
export type ListenerPlan<Options> = {
  readonly id: string;
  /** Where its settings stand, such as `mqtt.listeners.tcp.default`. */
  readonly path: string;
  readonly address: BindAddress;
  /** All that the settings say of it: while this is the same, so is the listener. */
  readonly wording: string;
  readonly isSecured: boolean;
  /** Files that are looked at for new certificates; left out: never. */
  readonly certificates?: { readonly files: readonly string[]; readonly intervalMs: number };
  /** Reads the certificates; throws a StartError that names each file at fault. */
  readonly options: () => Options;
  /** What can be typed on this machine to reach it. */
  readonly urlAt: (port: number) => string;
};

/** The files of a TLS listener that are looked at, unless its settings say never. */
export function watchedCertificates(ssl: SslOptions): Pick<ListenerPlan<unknown>, 'certificates'> {
  const intervalMs = durationMs(ssl.reload_interval);
  return intervalMs === 0 ? {} : { certificates: { files: certificatePaths(ssl), intervalMs } };
}
