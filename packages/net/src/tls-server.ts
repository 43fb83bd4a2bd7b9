// TLS of a listener, and how its certificates are replaced while it runs. What Node would take and then talk to nobody with, or trust
// more or fewer than the operator wants with, is refused here.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions, type Server } from 'node:tls';

/** PEM texts and rules of a listener that speaks TLS. */
export type TlsServerOptions = {
  /** At most one for each kind of key (EC, RSA): the client's abilities decide which it is shown. Each may bring its chain. */
  readonly certificates: readonly { readonly cert: string; readonly key: string }[];
  /** Who may vouch for client certificates; required where they are asked for. */
  readonly ca?: string;
  readonly requestCert: boolean;
  /** With `requestCert`: whoever shows no certificate, or one that nobody vouches for, gets no further than TLS. */
  readonly rejectUnauthorized: boolean;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
};

/** What `tls.createServer` and `https.createServer` take. */
export type NodeTlsOptions = SecureContextOptions & {
  readonly requestCert: boolean;
  readonly rejectUnauthorized: boolean;
};

/**
 * The options as Node takes them. Throws when a text is no PEM, a key is not its certificate's, or nobody is trusted where client
 * certificates are asked for; `subject` begins the sentence, such as `listener wss:default`.
 */
export function nodeTlsOptions(subject: string, tls: TlsServerOptions): NodeTlsOptions {
  const { requestCert, rejectUnauthorized } = tls;
  return { ...secureContextOptions(subject, tls), requestCert, rejectUnauthorized };
}

/** Whether two options differ in nothing but what `replaceTls` can change. */
export function isTlsReplaceable(current: TlsServerOptions, next: TlsServerOptions): boolean {
  return next.requestCert === current.requestCert && next.rejectUnauthorized === current.rejectUnauthorized;
}

/**
 * Puts other certificates (and another `ca`, and other versions) in force for connections made from now on; those that stand stay, and
 * TLS sessions of before cannot be taken up again. Throws, and changes nothing, where `nodeTlsOptions` would, and when a rule differs that
 * holds as long as the server.
 */
export function replaceTls(server: Server, subject: string, current: TlsServerOptions, next: TlsServerOptions): void {
  if (!isTlsReplaceable(current, next)) {
    throw new TypeError(`${subject}: how client certificates are judged cannot change while it runs`);
  }
  server.setSecureContext(secureContextOptions(subject, next));
}

function secureContextOptions(subject: string, tls: TlsServerOptions): SecureContextOptions {
  const { certificates, ca, requestCert, minVersion, maxVersion } = tls;
  if (certificates.length === 0) throw new TypeError(`${subject} has no certificate`);
  // Without one, Node would trust everybody who was ever certified by a public authority.
  if (requestCert && ca === undefined)
    throw new TypeError(`${subject} asks for client certificates, but trusts nobody`);
  for (const { cert, key } of certificates) {
    if (new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) continue;
    throw new TypeError(`${subject} has a certificate with the key of another`);
  }
  if (ca !== undefined) checkAuthorities(subject, ca);
  const options = {
    cert: certificates.map(({ cert }) => cert),
    key: certificates.map(({ key }) => key),
    minVersion,
    maxVersion,
    ...(ca === undefined ? {} : { ca }),
  };
  // A server writes its options down before it finds what is wrong with them: so it is found here.
  createSecureContext(options);
  return options;
}

const certificateText = /-----BEGIN [A-Z\d ]*CERTIFICATE-----[^-]*-----END [A-Z\d ]*CERTIFICATE-----/g;

/** Node passes over what it cannot read, and then trusts fewer than the operator wants. */
function checkAuthorities(subject: string, ca: string): void {
  const texts = ca.match(certificateText) ?? [];
  if (texts.length === 0) throw new TypeError(`${subject}: there is no certificate among those that it trusts`);
  for (const text of texts) new X509Certificate(text);
}
