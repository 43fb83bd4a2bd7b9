import { createSecureContext } from 'node:tls';
import type { SslOptions } from '@ocpp-broker/config';
import { readOperatorFile } from './operator-file.ts';
import { everyOne, StartError, systemReason } from './start-error.ts';

/** PEM texts and rules of a TLS listener, as gateway and broker take them. */
export type ListenerTls = {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  readonly requestCert: boolean;
  readonly rejectUnauthorized: boolean;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
};

/** Reads a TLS listener's files; `path` is that of its `ssl_options`. Throws a StartError that names each setting and file at fault. */
export function tlsOptions(settings: SslOptions, path: string): ListenerTls {
  const { certfile, keyfile, cacertfile, verify, fail_if_no_peer_cert: required, versions } = settings;
  const [cert = '', key = '', ca] = everyOne([
    () => readOperatorFile(certfile, `${path}.certfile`),
    () => readOperatorFile(keyfile, `${path}.keyfile`),
    ...(cacertfile === '' ? [] : [() => readOperatorFile(cacertfile, `${path}.cacertfile`)]),
  ]);
  const texts = ca === undefined ? { cert, key } : { cert, key, ca };
  try {
    createSecureContext(texts);
  } catch (error) {
    const files = `${certfile} and ${keyfile}`;
    throw new StartError([{ path, message: `${files} are no certificate and its key in PEM: ${systemReason(error)}` }]);
  }
  return {
    ...texts,
    requestCert: verify === 'verify_peer',
    rejectUnauthorized: verify === 'verify_peer' && required,
    minVersion: versions.includes('tlsv1.2') ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: versions.includes('tlsv1.3') ? 'TLSv1.3' : 'TLSv1.2',
  };
}

/** The named entries that are switched on. */
export function enabled<Entry extends { readonly enable: boolean }>(
  named: Readonly<Record<string, Entry>>,
): readonly (readonly [string, Entry])[] {
  return Object.entries(named).filter(([, { enable }]) => enable);
}
