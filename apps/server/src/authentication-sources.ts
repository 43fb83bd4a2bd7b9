// Who says who somebody is: the sources of one root of the settings (`mqtt.authentication`, `gateway.ocpp.authentication`), in order.

import {
  AccessError,
  type AuthenticationSource,
  HttpAuthenticator,
  JwtAuthenticator,
  type JwtKey,
  type ThrottleOptions,
} from '@ocpp-broker/access';
import {
  type AuthenticationSettings,
  commaSeparated,
  durationMs,
  type HttpAuthenticationSettings,
  type JwtSettings,
} from '@ocpp-broker/config';
import { readOperatorFile } from './operator-file.ts';
import { everyOne, StartError } from './start-error.ts';

/** Where the settings stand, the stored users, and the time in milliseconds since 1970. */
export type SourceParts = {
  readonly path: string;
  readonly users: AuthenticationSource;
  readonly now: () => number;
};

/** The sources that are on, in the order in which they are asked; throws a StartError that names each setting at fault. */
export function authenticationSources(
  { order, jwt, http }: AuthenticationSettings,
  { path, users, now }: SourceParts,
): readonly AuthenticationSource[] {
  const make: Readonly<Record<string, () => readonly AuthenticationSource[]>> = {
    built_in_database: () => [users],
    jwt: () => (jwt.enable ? [jwtSource(jwt, `${path}.jwt`, now)] : []),
    http: () => (http.enable ? [httpSource(http, `${path}.http`, now)] : []),
  };
  return everyOne(commaSeparated(order).map((name) => make[name] ?? (() => []))).flat();
}

/** Whether others than the stored users are asked too. */
export function hasOtherSources({ order, jwt, http }: AuthenticationSettings): boolean {
  const asked = commaSeparated(order);
  return (jwt.enable && asked.includes('jwt')) || (http.enable && asked.includes('http'));
}

/** What slows guessing down; nothing does while it is off. */
export function throttleOptions({ throttle }: AuthenticationSettings): Partial<ThrottleOptions> | undefined {
  if (!throttle.enable) return undefined;
  return {
    failures: throttle.failures,
    addressFailures: throttle.address_failures,
    firstWaitMs: durationMs(throttle.first_wait),
    maxWaitMs: durationMs(throttle.max_wait),
  };
}

function jwtSource(settings: JwtSettings, path: string, now: () => number): AuthenticationSource {
  const { from, verify_claims: verifyClaims, disconnect_after_expire: disconnectAfterExpire } = settings;
  const { setting, key } = jwtKey(settings, path);
  return usable(setting, () => new JwtAuthenticator({ from, key: key(), verifyClaims, disconnectAfterExpire }, now));
}

/** The key, and the setting to blame when it is no good. */
function jwtKey(settings: JwtSettings, path: string): { readonly setting: string; readonly key: () => JwtKey } {
  const { algorithm, secret, secret_base64_encoded: isBase64, public_key: publicKey } = settings;
  if (algorithm === 'hmac-based') return { setting: `${path}.secret`, key: () => ({ algorithm, secret, isBase64 }) };
  if (!settings.use_jwks) return { setting: `${path}.public_key`, key: () => ({ algorithm, publicKey }) };
  const setting = `${path}.jwks_file`;
  return { setting, key: () => ({ algorithm, jwks: readOperatorFile(settings.jwks_file, setting) }) };
}

function httpSource(settings: HttpAuthenticationSettings, path: string, now: () => number): AuthenticationSource {
  const { method, url, headers, body, request_timeout: timeout, max_inflight: inflightMax } = settings;
  const options = { method, url, headers, body, requestTimeoutMs: durationMs(timeout), inflightMax };
  return usable(path, () => new HttpAuthenticator(options, now));
}

/** What makes a source, with the setting's path where it cannot be made. */
function usable(path: string, make: () => AuthenticationSource): AuthenticationSource {
  try {
    return make();
  } catch (error) {
    if (error instanceof AccessError) throw new StartError([{ path, message: error.message }]);
    throw error;
  }
}
