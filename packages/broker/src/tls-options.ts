import type { TlsOptions as NodeTlsOptions } from 'node:tls';
import { BrokerError } from './errors.ts';
import type { BrokerListenerOptions } from './options.ts';

/** The options of `tls` and `wss` listeners as Node takes them. */
export function tlsServerOptions(options: BrokerListenerOptions): NodeTlsOptions {
  const { tls } = options;
  if (tls === undefined)
    throw new BrokerError('TLS_OPTIONS_MISSING', `listener ${options.id} needs a certificate and a key`);
  return {
    cert: typeof tls.cert === 'string' ? tls.cert : [...tls.cert],
    key: typeof tls.key === 'string' ? tls.key : [...tls.key],
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    requestCert: tls.requestClientCertificate ?? false,
    rejectUnauthorized: tls.rejectUnauthorized ?? false,
    minVersion: tls.minVersion ?? 'TLSv1.2',
    ...(tls.maxVersion === undefined ? {} : { maxVersion: tls.maxVersion }),
  };
}
