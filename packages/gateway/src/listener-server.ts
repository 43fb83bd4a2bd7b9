import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { ListenerOptions, TlsOptions } from './options.ts';

/** An HTTP(S) server that does not listen yet, and how its certificates are replaced. */
export type ListenerServer = {
  readonly server: Server;
  /**
   * Puts other certificates (and another `ca`) in force for connections made from now on; sessions of before cannot be taken up again.
   * Throws, and changes nothing, when a text is no PEM, a key is not its certificate's, or a rule differs that holds until a restart.
   */
  readonly replaceTls: (tls: TlsOptions) => void;
};

/** Makes the server of a listener; throws when TLS is wanted but not to be had with its options. */
export function createListenerServer(options: ListenerOptions, handshakeTimeoutMs: number): ListenerServer {
  const { id, type, tls } = options;
  if (type === 'ws') {
    const replaceTls = () => {
      throw new TypeError(`listener ${id} has no TLS`);
    };
    return { server: createHttpServer(), replaceTls };
  }
  if (tls === undefined) throw new TypeError(`listener ${id} has no certificate`);
  const { requestCert, rejectUnauthorized, identityRule } = tls;
  const server = createHttpsServer({
    ...secureContextOptions(id, tls),
    requestCert,
    rejectUnauthorized,
    handshakeTimeout: handshakeTimeoutMs,
  });
  const replaceTls = (next: TlsOptions) => {
    const isSame =
      next.requestCert === requestCert &&
      next.rejectUnauthorized === rejectUnauthorized &&
      next.identityRule === identityRule;
    if (!isSame) throw new TypeError(`listener ${id}: how client certificates are judged cannot change while it runs`);
    server.setSecureContext(secureContextOptions(id, next));
  };
  return { server, replaceTls };
}

/** Options that a context can be made of. Node would take a certificate with a key of another kind, and then talk to nobody. */
function secureContextOptions(id: string, tls: TlsOptions): SecureContextOptions {
  const { certificates, ca, requestCert, minVersion, maxVersion } = tls;
  if (certificates.length === 0) throw new TypeError(`listener ${id} has no certificate`);
  // Without one, Node would trust everybody who was ever certified by a public authority.
  if (requestCert && ca === undefined)
    throw new TypeError(`listener ${id} asks for client certificates, but trusts nobody`);
  for (const { cert, key } of certificates) {
    if (new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) continue;
    throw new TypeError(`listener ${id} has a certificate with the key of another`);
  }
  if (ca !== undefined) checkAuthorities(id, ca);
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
function checkAuthorities(id: string, ca: string): void {
  const texts = ca.match(certificateText) ?? [];
  if (texts.length === 0) throw new TypeError(`listener ${id}: there is no certificate among those that it trusts`);
  for (const text of texts) new X509Certificate(text);
}
