// Whose certificate it is. The names are compared exactly, case included: an identity is an identity, not a host name.

import type { TLSSocket } from 'node:tls';
import type { IdentityRule, TlsOptions } from './options.ts';

/** A certificate that a client has shown, and whether somebody whom the listener trusts vouches for it. */
export type ShownCertificate =
  | { readonly isTrusted: false; readonly problem: string }
  | { readonly isTrusted: true; readonly commonNames: readonly string[]; readonly altNames: readonly AltName[] };

/** A subject alternative name: its kind as Node writes it (`DNS`, `URI`, `IP Address`, …). */
export type AltName = { readonly kind: string; readonly value: string };

/** What a certificate means for a handshake: it stands for the identity, for nobody in particular, or against it. */
export type CertificateVerdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'unbound' }
  | { readonly kind: 'bound' }
  | { readonly kind: 'refused'; readonly problem: string };

/** The certificate of a peer whose TLS handshake is done; undefined when it showed none. */
export function shownCertificate(socket: TLSSocket): ShownCertificate | undefined {
  // An empty object where there is none, null where the socket is gone.
  const certificate = socket.getPeerCertificate();
  if (certificate?.raw === undefined) return undefined;
  if (!socket.authorized) return { isTrusted: false, problem: String(socket.authorizationError) };
  const names: string | string[] | undefined = certificate.subject.CN;
  const commonNames = names === undefined ? [] : [names].flat();
  return { isTrusted: true, commonNames, altNames: altNamesOf(certificate.subjectaltname ?? '') };
}

/** Judges a certificate by the rules of the listener that asked for it. */
export function judgeCertificate(
  shown: ShownCertificate | undefined,
  identity: string,
  tls: Pick<TlsOptions, 'requestCert' | 'rejectUnauthorized' | 'identityRule'> | undefined,
): CertificateVerdict {
  if (tls === undefined || !tls.requestCert) return { kind: 'none' };
  if (shown === undefined) {
    return tls.rejectUnauthorized ? { kind: 'refused', problem: 'a client certificate is required' } : { kind: 'none' };
  }
  if (!shown.isTrusted) return { kind: 'refused', problem: `the client certificate is not trusted: ${shown.problem}` };
  if (tls.identityRule === 'none') return { kind: 'unbound' };
  if (identitiesOf(shown, tls.identityRule).includes(identity)) return { kind: 'bound' };
  return { kind: 'refused', problem: 'the client certificate is not that of this charge point' };
}

function identitiesOf(
  { commonNames, altNames }: Extract<ShownCertificate, { isTrusted: true }>,
  rule: Exclude<IdentityRule, 'none'>,
): readonly (string | undefined)[] {
  const inAltNames = altNames.map(({ kind, value }) => {
    if (kind === 'DNS') return value;
    return kind === 'URI' ? identityOfUri(value) : undefined;
  });
  return [...(rule === 'san' ? [] : commonNames), ...(rule === 'cn' ? [] : inAltNames)];
}

/** With an authority only the path counts, so that no host or port is taken for a name; without one (`urn:`) colons divide as well. */
const hierarchical = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*\/(?:[^?#]*\/)?([^/?#]+)$/i;
const opaque = /^[a-z][a-z\d+.-]*:(?!\/\/)(?:[^?#]*[:/])?([^:/?#]+)$/i;

/** The last part of a URI, percent-decoded once; undefined when it has a query or fragment, or names nothing. */
function identityOfUri(uri: string): string | undefined {
  const [, segment] = hierarchical.exec(uri) ?? opaque.exec(uri) ?? [];
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/**
 * Takes Node's one string of names apart (`DNS:a, URI:b`). A value with a comma, a quote or the like stands in it as a JSON string, so
 * that no value can pose as two (CVE-2021-44532). Nothing is believed of a string that does not keep to this form.
 */
export function altNamesOf(text: string): readonly AltName[] {
  if (text === '') return [];
  const entry = /([^:",]+):("(?:[^"\\]|\\.)*"|[^",]*)(, |$)/y;
  const names: AltName[] = [];
  for (;;) {
    const [, kind, value, end] = entry.exec(text) ?? [];
    if (kind === undefined || value === undefined) return [];
    const plain = value.startsWith('"') ? quoted(value) : value;
    if (plain === undefined) return [];
    names.push({ kind, value: plain });
    if (end === '') return names;
  }
}

function quoted(value: string): string | undefined {
  try {
    return JSON.parse(value) as string;
  } catch {
    return undefined;
  }
}
