// Who may connect. Everything is decided before the upgrade, in the order of this file; the first failure answers.

import type { OcppVersion } from '@ocpp-broker/ocpp';
import { basicCredentials } from './basic-auth.ts';
import { identityOfUrl } from './identity.ts';
import type { AccessOptions, ListenerOptions } from './options.ts';
import type { CredentialStore } from './ports.ts';
import { type Negotiated, negotiate } from './subprotocol.ts';

/** The parts of an upgrade request that matter. */
export type UpgradeRequest = {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly subprotocols: string | undefined;
  readonly origin: string | undefined;
  readonly remoteAddress: string;
};

/** A handshake that may be upgraded. */
export type AcceptedHandshake = {
  readonly ok: true;
  readonly identity: string;
  readonly username: string | null;
  readonly version: OcppVersion;
  readonly subprotocol: string | undefined;
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
};

/** Decides on an upgrade request. */
export async function decideHandshake(
  request: UpgradeRequest,
  listener: ListenerOptions,
  access: AccessOptions,
  credentials: CredentialStore,
): Promise<AcceptedHandshake | RefusedHandshake> {
  const path = identityOfUrl(request.url, listener.path);
  if (!path.ok) return refused(path.isUnknownPath ? 404 : 400, path.problem, undefined);
  const { identity } = path;
  const negotiated = negotiate(request.subprotocols, listener);
  const who = await whoIsIt(identity, request, listener, access, credentials, versionOf(negotiated));
  if (!who.ok) return who;
  if (negotiated.kind === 'refused') return refused(400, negotiated.problem, identity);
  if (!isOriginAllowed(request.origin, listener)) return refused(403, 'the origin is not allowed', identity);
  return {
    ok: true,
    identity,
    username: who.username,
    version: versionOf(negotiated),
    subprotocol: negotiated.kind === 'agreed' ? negotiated.subprotocol : undefined,
    closeAfterUpgrade: negotiated.kind === 'close_after_upgrade',
  };
}

function refused(status: RefusedHandshake['status'], reason: string, identity: string | undefined): RefusedHandshake {
  return { ok: false, status, reason, identity };
}

function versionOf(negotiated: Negotiated): OcppVersion {
  return negotiated.kind === 'agreed' || negotiated.kind === 'assumed' ? negotiated.version : '1.6';
}

async function whoIsIt(
  identity: string,
  request: UpgradeRequest,
  listener: ListenerOptions,
  access: AccessOptions,
  credentials: CredentialStore,
  version: OcppVersion,
): Promise<{ readonly ok: true; readonly username: string | null } | RefusedHandshake> {
  const basic = basicCredentials(request.authorization);
  if (!access.authenticated || !listener.authenticated) return { ok: true, username: basic?.username ?? null };
  const byIdentity = access.userIdType === 'clientid';
  if (byIdentity && !(await credentials.has(identity))) return refused(404, 'the charge point is unknown', identity);
  if (basic === undefined) return refused(401, 'HTTP Basic credentials are required', identity);
  const { username, password } = basic;
  if (mustBeIdentity(access, version) && username !== identity) {
    return refused(401, 'the user name must be the identity', identity);
  }
  const verified = await credentials.verify(byIdentity ? identity : username, password, request.remoteAddress);
  switch (verified.outcome) {
    case 'refused':
      return refused(401, 'the user or the password is wrong', identity);
    case 'banned':
      return refused(403, 'the charge point is banned', identity);
    case 'busy':
      return refused(503, 'too many handshakes at once', identity);
    case 'accepted':
      if (verified.identities !== null && !verified.identities.includes(identity)) {
        return refused(403, 'the user may not connect as this charge point', identity);
      }
      return { ok: true, username };
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
