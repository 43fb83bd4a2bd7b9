import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { SslOptions } from '@ocpp-broker/config';
import { readOperatorFile } from './operator-file.ts';
import { everyOne, StartError, systemReason } from './start-error.ts';

/** A certificate with its chain, and its key, in PEM. */
export type Certificate = { readonly cert: string; readonly key: string };

/** PEM texts and rules of a TLS listener, as gateway and broker take them. */
export type ListenerTls = {
  /** One of each kind of key, such as EC and RSA. */
  readonly certificates: readonly Certificate[];
  readonly ca?: string;
  readonly requestCert: boolean;
  readonly rejectUnauthorized: boolean;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
};

/** Reads a TLS listener's files; `path` is that of its `ssl_options`. Throws a StartError that names each setting and file at fault. */
export function tlsOptions(settings: SslOptions, path: string): ListenerTls {
  const { cacertfile, verify, fail_if_no_peer_cert: required, versions } = settings;
  const pairs = certificateFiles(settings, path);
  const [texts, [ca]] = everyOne<readonly (string | Certificate)[]>([
    () => everyOne(pairs.map((pair) => () => readCertificate(pair))),
    () => (cacertfile === '' ? [] : [readOperatorFile(cacertfile, `${path}.cacertfile`)]),
  ]) as [readonly Certificate[], readonly string[]];
  const kinds = pairs.map((pair, place) => checkCertificate(texts[place], ca, pair, path));
  for (const [place, kind] of kinds.entries()) checkKind(kind, kinds.indexOf(kind), place, pairs, path);
  return {
    certificates: texts,
    ...(ca === undefined ? {} : { ca }),
    requestCert: verify === 'verify_peer',
    rejectUnauthorized: verify === 'verify_peer' && required,
    minVersion: versions.includes('tlsv1.2') ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: versions.includes('tlsv1.3') ? 'TLSv1.3' : 'TLSv1.2',
  };
}

/** Every file that a listener's certificates are read from. */
export function certificatePaths(settings: SslOptions): readonly string[] {
  const files = certificateFiles(settings, '').flatMap(({ certfile, keyfile }) => [certfile, keyfile]);
  return settings.cacertfile === '' ? files : [...files, settings.cacertfile];
}

/** Two files that belong together, and the settings that name them. */
type FilePair = {
  readonly certfile: string;
  readonly keyfile: string;
  readonly certSetting: string;
  readonly keySetting: string;
};

function certificateFiles(settings: SslOptions, path: string): readonly FilePair[] {
  const { certfile, keyfile, more_certfiles: moreCerts, more_keyfiles: moreKeys } = settings;
  const first = { certfile, keyfile, certSetting: `${path}.certfile`, keySetting: `${path}.keyfile` };
  const more = moreCerts.map((file, place) => ({
    certfile: file,
    keyfile: moreKeys[place] ?? '',
    certSetting: `${path}.more_certfiles`,
    keySetting: `${path}.more_keyfiles`,
  }));
  return [first, ...more];
}

function readCertificate({ certfile, keyfile, certSetting, keySetting }: FilePair): Certificate {
  const [cert = '', key = ''] = everyOne([
    () => readOperatorFile(certfile, certSetting),
    () => readOperatorFile(keyfile, keySetting),
  ]);
  return { cert, key };
}

/** Returns the kind of the key: `ec`, `rsa`, … */
function checkCertificate(
  { cert, key }: Certificate = { cert: '', key: '' },
  ca: string | undefined,
  { certfile, keyfile }: FilePair,
  path: string,
): string {
  try {
    createSecureContext({ cert, key, ...(ca === undefined ? {} : { ca }) });
    // OpenSSL compares them only when they are of one kind; of two kinds, every TLS handshake would fail.
    const privateKey = createPrivateKey(key);
    if (!new X509Certificate(cert).checkPrivateKey(privateKey))
      throw new Error('the key is that of another certificate');
    return privateKey.asymmetricKeyType ?? '';
  } catch (error) {
    const files = `${certfile} and ${keyfile}`;
    throw new StartError([{ path, message: `${files} are no certificate and its key in PEM: ${systemReason(error)}` }]);
  }
}

/** Of two certificates with one kind of key OpenSSL shows the last alone. */
function checkKind(kind: string, first: number, place: number, pairs: readonly FilePair[], path: string): void {
  if (first === place) return;
  const files = `${pairs[place]?.certfile} and ${pairs[first]?.certfile}`;
  const message = `${files} have both a key of the kind ${kind}: only one of each kind can be shown`;
  throw new StartError([{ path: `${path}.more_certfiles`, message }]);
}

/** The named entries that are switched on. */
export function enabled<Entry extends { readonly enable: boolean }>(
  named: Readonly<Record<string, Entry>>,
): readonly (readonly [string, Entry])[] {
  return Object.entries(named).filter(([, { enable }]) => enable);
}
