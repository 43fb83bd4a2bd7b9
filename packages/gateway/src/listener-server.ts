import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { nodeTlsOptions, replaceTls } from '@ocpp-broker/net';
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
  const { type, tls } = options;
  const subject = `listener ${options.id}`;
  if (type === 'ws') {
    const replaceNothing = () => {
      throw new TypeError(`${subject} has no TLS`);
    };
    return { server: createHttpServer(), replaceTls: replaceNothing };
  }
  if (tls === undefined) throw new TypeError(`${subject} has no certificate`);
  const server = createHttpsServer({ ...nodeTlsOptions(subject, tls), handshakeTimeout: handshakeTimeoutMs });
  const replace = (next: TlsOptions) => {
    if (next.identityRule !== tls.identityRule)
      throw new TypeError(`${subject}: how client certificates are judged cannot change while it runs`);
    replaceTls(server, subject, tls, next);
  };
  return { server, replaceTls: replace };
}
