import { decodeProtectedHeader, errors, type JWTPayload } from 'jose';
import { type AccessList, parseAccessList } from './access-list.ts';
import { type TokenVerifier, tokenVerifier } from './jwt-keys.ts';
import { checkClaims, type JwtOptions } from './jwt-options.ts';
import type { AuthenticationSource, Login, SourceVerdict } from './login.ts';
import { isTrue } from './superuser-flag.ts';
import { render } from './template.ts';

/** Larger than any token that is meant; what is longer is not parsed. */
const TOKEN_LENGTH_MAX = 16_384;
/** Clocks differ: a token may say that it was made this much later than now. */
const ISSUED_AHEAD_MAX_MS = 60_000;
const INFLIGHT_MAX = 1_024;

/**
 * JSON Web Tokens in place of a password. What is no token is ignored, so that other sources decide; a token that is wrong, expired or made
 * for somebody else is refused.
 */
export class JwtAuthenticator implements AuthenticationSource {
  readonly name = 'jwt';
  readonly isUsernameSecret: boolean;
  readonly #options: JwtOptions;
  readonly #verify: TokenVerifier;
  readonly #now: () => number;
  #inflight = 0;

  /** Throws an AccessError on options that cannot be used. `now` is milliseconds since 1970. */
  constructor(options: JwtOptions, now: () => number) {
    checkClaims(options.verifyClaims);
    this.#verify = tokenVerifier(options.key);
    this.#options = options;
    this.#now = now;
    this.isUsernameSecret = options.from === 'username';
  }

  async authenticate(login: Login): Promise<SourceVerdict> {
    const token = this.#options.from === 'username' ? login.username : login.password?.toString('latin1');
    if (token === undefined || !isToken(token)) return { outcome: 'ignored', reason: 'there is no token' };
    if (token.length > TOKEN_LENGTH_MAX) return refused('the token is too long');
    if (this.#inflight >= (this.#options.inflightMax ?? INFLIGHT_MAX)) return { outcome: 'busy' };
    this.#inflight++;
    try {
      const now = this.#now();
      return this.#judge(await this.#verify(token, now), login, now);
    } catch (error) {
      return refused(reasonOf(error));
    } finally {
      this.#inflight--;
    }
  }

  #judge(claims: JWTPayload, login: Login, now: number): SourceVerdict {
    const { iat, exp } = claims;
    if (iat !== undefined && !(iat * 1000 <= now + ISSUED_AHEAD_MAX_MS)) return refused('the token is of the future');
    const wrong = this.#wrongClaim(claims, login);
    if (wrong !== undefined) return refused(`the claim ${wrong} is missing or another`);
    const endsAt = exp === undefined ? undefined : exp * 1000;
    const acl = this.#acl(claims, endsAt);
    if (acl === 'invalid') return refused('the access list of the token is invalid');
    return {
      outcome: 'accepted',
      superuser: isTrue(claims.is_superuser),
      acl,
      expiresAt: this.#options.disconnectAfterExpire ? endsAt : undefined,
    };
  }

  #wrongClaim(claims: JWTPayload, { clientId, username }: Login): string | undefined {
    const values = { clientid: clientId, username };
    for (const [name, template] of Object.entries(this.#options.verifyClaims)) {
      const wanted = render(template, values);
      const claim = claims[name];
      // Of the audience one is enough (RFC 7519 §4.1.3).
      const given: readonly unknown[] = name === 'aud' && Array.isArray(claim) ? claim : [claim];
      if (!given.some((value) => isClaim(value) && String(value) === wanted)) return name;
    }
    return undefined;
  }

  #acl(claims: JWTPayload, expiresAt: number | undefined): AccessList | undefined | 'invalid' {
    const name = this.#options.aclClaimName ?? 'acl';
    if (!Object.hasOwn(claims, name)) return undefined;
    const parsed = parseAccessList(claims[name], expiresAt);
    return parsed.ok ? parsed.list : 'invalid';
  }
}

/** Whether it has the looks of a signed token (RFC 7515 §7.1); nothing is verified. */
function isToken(text: string): boolean {
  if (!/^[\w-]+\.[\w-]*\.[\w-]*$/.test(text)) return false;
  // Too long to be read, but nothing else looks like this.
  if (text.length > TOKEN_LENGTH_MAX) return true;
  try {
    return typeof decodeProtectedHeader(text).alg === 'string';
  } catch {
    return false;
  }
}

function isClaim(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function refused(reason: string): SourceVerdict {
  return { outcome: 'refused', reason };
}

/** What jose found, in words without anything of the token. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `the claim ${error.claim} does not fit`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the algorithm of the token is not allowed';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature of the token is wrong';
  if (error instanceof errors.JWKSNoMatchingKey) return 'no key fits the token';
  if (error instanceof errors.JOSEError || error instanceof TypeError) return 'the token cannot be verified';
  throw error;
}
