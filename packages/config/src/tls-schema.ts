// The TLS side of listeners: what all of them have, and what only those of charge points need.

import { choice, duration, flag, type LeafSchema, path, section } from './setting-schema.ts';

const tlsVersions: LeafSchema = {
  type: 'array',
  items: { type: 'string', enum: ['tlsv1.3', 'tlsv1.2'], expects: 'tlsv1.3 or tlsv1.2' },
  minItems: 1,
  maxItems: 2,
  uniqueItems: true,
  default: ['tlsv1.3', 'tlsv1.2'],
  description: 'The versions of TLS that are spoken.',
  apply: 'live',
  expects: 'a list of tlsv1.3, tlsv1.2 or both',
};

// There are fewer kinds of keys than that.
const moreFilesMax = 8;

const moreFiles = (description: string): LeafSchema => ({
  type: 'array',
  items: { type: 'string', pattern: '^[^\\u0000]+$', maxLength: 4096, expects: 'a path' },
  maxItems: moreFilesMax,
  default: [],
  description,
  apply: 'live',
  expects: `a list of up to ${moreFilesMax} paths`,
});

const files = {
  versions: tlsVersions,
  cacertfile: path('', 'live', 'PEM file of the authorities that client certificates are held to.', 'optional'),
  certfile: path('', 'live', 'PEM file of the certificate and its chain; an enabled listener needs it.', 'optional'),
  keyfile: path('', 'live', 'PEM file of the private key; an enabled listener needs it.', 'optional'),
  more_certfiles: moreFiles(
    'Further certificates, so that clients get the kind of key that they know: one of EC beside one of RSA.',
  ),
  more_keyfiles: moreFiles('The private keys of `more_certfiles`, in the same order.'),
};

const peers = {
  verify: choice(
    ['verify_none', 'verify_peer'],
    'verify_none',
    'live',
    'Whether clients are asked for a certificate, which then has to be good.',
  ),
  fail_if_no_peer_cert: flag(false, 'live', 'With `verify_peer`: refuses clients that show no certificate.'),
};

const common = {
  ...files,
  reload_interval: duration(
    '60s',
    'live',
    'How often the files are looked at for new certificates, which new connections then get; `0s` is never.',
    { min: '1s', max: '1d', zero: true },
  ),
  ...peers,
};

/** `ssl_options` of a listener for MQTT. */
export const sslOptions = section('The TLS side of the listener.', common);

/** `ssl_options` of a listener for charge points. */
export const ocppSslOptions = section('The TLS side of the listener.', {
  ...common,
  identity_rule: choice(
    ['cn_or_san', 'cn', 'san', 'none'],
    'cn_or_san',
    'live',
    'With `verify_peer`: where the certificate of a charge point has to name its identity: the common name, an alternative name, either, or nowhere.',
  ),
});
