// Certificates are replaced while the server runs: their files are looked at from time to time, and new ones are taken for
// the connections that come from then on.

import { statSync } from 'node:fs';
import { durationMs, type OcppSettings } from '@ocpp-broker/config';
import type { Gateway } from '@ocpp-broker/gateway';
import type { Logger } from 'pino';
import { ocppTls } from './gateway-options.ts';
import { certificatePaths, enabled } from './listener-files.ts';
import { StartError } from './start-error.ts';

/** What a watch looks after. */
export type CertificateWatchParts = {
  /** Setting that is named when something is wrong. */
  readonly path: string;
  readonly files: readonly string[];
  readonly intervalMs: number;
  /** Reads the files and puts them in force; throws when they are no good. */
  readonly reload: () => void;
  readonly onReloaded: (path: string) => void;
  /** The old certificates stay in force. */
  readonly onRefused: (path: string, error: unknown) => void;
};

/** Watches the certificates of all WSS listeners of the gateway, each as often as its settings say. */
export function followCertificates({ listeners }: OcppSettings, gateway: Gateway, log: Logger): () => void {
  const stops = enabled(listeners.wss)
    .filter(([, { ssl_options: ssl }]) => durationMs(ssl.reload_interval) > 0)
    .map(([name, listener]) => {
      const path = `gateway.ocpp.listeners.wss.${name}`;
      return watchCertificates({
        path,
        files: certificatePaths(listener.ssl_options),
        intervalMs: durationMs(listener.ssl_options.reload_interval),
        reload: () => gateway.replaceCertificates(`ocpp:wss:${name}`, ocppTls(listener, path)),
        onReloaded: () => log.info({ listener: path }, 'new certificates are in force'),
        onRefused: (_path, error) => {
          const why = error instanceof StartError ? { problems: error.problems } : { err: error };
          log.error({ listener: path, ...why }, 'new certificates are no good; the old ones stay');
        },
      });
    });
  return () => {
    for (const stop of stops) stop();
  };
}

/** Watches the files of one listener until the returned function is called. */
export function watchCertificates(parts: CertificateWatchParts): () => void {
  let seen = stateOf(parts.files);
  const timer = setInterval(() => {
    const now = stateOf(parts.files);
    if (now === seen) return;
    seen = now;
    try {
      parts.reload();
      parts.onReloaded(parts.path);
    } catch (error) {
      parts.onRefused(parts.path, error);
    }
  }, parts.intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** What changes when one of the files is replaced. */
function stateOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats === undefined ? 'absent' : `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
    })
    .join(', ');
}
