// Who may connect. Everything is decided before the upgrade, in the order of this file; the first failure answers.

import type { OcppVersion } from '@ocpp-broker/ocpp';
import { basicCredentials } from './basic-auth.ts';
import { judgeCertificate, type ShownCertificate } from './client-certificate.ts';
import { identityOfUrl } from './identity.ts';
import type { AccessOptions, ListenerOptions } from './options.ts';
import type { CredentialStore, Verification } from './ports.ts';
import { type SecurityProfile, securityProfileOf } from './security-profile.ts';
import { type Negotiated, negotiate } from './subprotocol.ts';

/** The parts of an upgrade request that matter. */
export type UpgradeRequest = {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly subprotocols: string | undefined;
  readonly origin: string | undefined;
  readonly remoteAddress: string;
  readonly certificate: ShownCertificate | undefined;
};

/** What a request is held against. */
export type HandshakeRules = {
  readonly listener: ListenerOptions;
  readonly access: AccessOptions;
  readonly credentials: CredentialStore;
  /** The version that an identity speaks when it offers no subprotocol. */
  readonly assumedVersion: (identity: string) => OcppVersion;
  /** Whether there is no seat for an identity. */
  readonly isFull: (identity: string) => boolean;
};

/** A handshake that may be upgraded. */
export type AcceptedHandshake = {
  readonly ok: true;
  readonly identity: string;
  readonly username: string | null;
  readonly version: OcppVersion;
  readonly subprotocol: string | undefined;
  readonly securityProfile: SecurityProfile;
  /** When the connection is to be ended, in milliseconds since the epoch; undefined: never. */
  readonly expiresAt: number | undefined;
  /** The client offered only subprotocols that are not spoken: upgrade, then close with 1002. */
  readonly closeAfterUpgrade: boolean;
};

/** A handshake that is answered with an HTTP status. */
export type RefusedHandshake = {
  readonly ok: false;
  readonly status: 400 | 401 | 403 | 404 | 503;
  readonly reason: string;
  /** For the log; undefined when the path told none. */
  readonly identity: string | undefined;
  /** After which time it is looked at again, where that is known. */
  readonly retryAfterMs?: number | undefined;
};

/** Decides on an upgrade request. */
export async function decideHandshake(
  request: UpgradeRequest,
  rules: HandshakeRules,
): Promise<AcceptedHandshake | RefusedHandshake> {
  const { listener } = rules;
  const path = identityOfUrl(request.url, listener.path);
  if (!path.ok) return refused(path.isUnknownPath ? 404 : 400, path.problem, undefined);
  const { identity } = path;
  const username = basicCredentials(request.authorization)?.username;
  const stranger = { identity, username, remoteAddress: request.remoteAddress };
  if (rules.credentials.isBanned(stranger)) return banned(identity);
  if (rules.isFull(identity)) return refused(503, 'too many charge points are connected', identity);
  const negotiated = negotiate(request.subprotocols, listener, rules.assumedVersion(identity));
  const version = versionOf(negotiated);
  const who = await whoIsIt(identity, request, rules, version);
  if (!who.ok) return who;
  if (negotiated.kind === 'refused') return refused(400, negotiated.problem, identity);
  if (!isOriginAllowed(request.origin, listener)) return refused(403, 'the origin is not allowed', identity);
  return {
    ok: true,
    identity,
    username: who.username,
    version,
    subprotocol: negotiated.kind === 'agreed' ? negotiated.subprotocol : undefined,
    securityProfile: securityProfileOf(listener.type, who.isCertificateBound),
    expiresAt: who.expiresAt,
    closeAfterUpgrade: negotiated.kind === 'close_after_upgrade',
  };
}

function refused(status: RefusedHandshake['status'], reason: string, identity: string | undefined): RefusedHandshake {
  return { ok: false, status, reason, identity };
}

/** The refusal of somebody who is banned. */
export function banned(identity: string): RefusedHandshake {
  return refused(403, 'the charge point is banned', identity);
}

function versionOf(negotiated: Negotiated): OcppVersion {
  return negotiated.kind === 'agreed' || negotiated.kind === 'assumed' ? negotiated.version : '1.6';
}

type Known = {
  readonly ok: true;
  readonly username: string | null;
  readonly isCertificateBound: boolean;
  readonly expiresAt: number | undefined;
};

async function whoIsIt(
  identity: string,
  request: UpgradeRequest,
  { listener, access, credentials }: HandshakeRules,
  version: OcppVersion,
): Promise<Known | RefusedHandshake> {
  // A certificate binds also where nobody is asked for a password: whoever switched that off did not switch this off.
  const certificate = judgeCertificate(request.certificate, identity, listener.tls);
  if (certificate.kind === 'refused') return refused(403, certificate.problem, identity);
  const isCertificateBound = certificate.kind === 'bound';
  const basic = basicCredentials(request.authorization);
  const known = { ok: true, username: basic?.username ?? null, isCertificateBound, expiresAt: undefined } as const;
  if (!access.authenticated || !listener.authenticated) return known;
  const byIdentity = access.userIdType === 'clientid';
  if (byIdentity && !(await credentials.has(identity))) return refused(404, 'the charge point is unknown', identity);
  // Profile 3 knows no password (OCPP 1.6 security whitepaper §2.5); one that is sent all the same has to be right.
  if (isCertificateBound && request.authorization === undefined) return known;
  if (basic === undefined) return refused(401, 'HTTP Basic credentials are required', identity);
  const { username, password } = basic;
  if (mustBeIdentity(access, version) && username !== identity) {
    return refused(401, 'the user name must be the identity', identity);
  }
  const { remoteAddress } = request;
  const userId = byIdentity ? identity : username;
  const verified = await credentials.verify({
    identity,
    username,
    userId,
    password,
    remoteAddress,
    listenerId: listener.id,
  });
  return verified.outcome === 'accepted' ? { ...known, expiresAt: verified.expiresAt } : refusalOf(verified, identity);
}

function refusalOf(
  verified: Exclude<Verification, { readonly outcome: 'accepted' }>,
  identity: string,
): RefusedHandshake {
  switch (verified.outcome) {
    case 'refused':
      return refused(401, 'the user or the password is wrong', identity);
    case 'identity':
      return refused(403, 'the user may not connect as this charge point', identity);
    case 'banned':
      return banned(identity);
    case 'busy':
      return {
        ...refused(503, 'too many handshakes at once, or too many have failed', identity),
        retryAfterMs: verified.retryAfterMs,
      };
    case 'unavailable':
      return refused(503, 'the credentials cannot be checked now', identity);
  }
}

function mustBeIdentity({ usernameMustBeIdentity }: AccessOptions, version: OcppVersion): boolean {
  return usernameMustBeIdentity === 'always' || (usernameMustBeIdentity === '2.x' && version !== '1.6');
}

/** Charge points send no Origin; a page in somebody's browser does. */
function isOriginAllowed(origin: string | undefined, listener: ListenerOptions): boolean {
  if (!listener.originChecked) return true;
  if (origin === undefined) return listener.originAbsenceAllowed;
  return listener.origins.includes(origin);
}
