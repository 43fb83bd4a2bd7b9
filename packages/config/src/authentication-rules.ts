import type { AuthenticationSettings, HttpAuthenticationSettings, JwtSettings } from './authentication-settings.ts';
import { type Finding, finding, type Rule } from './rule.ts';
import { alternatives } from './setting-schema.ts';
import { isUnclosed, placeholdersIn } from './topic-template.ts';
import { commaSeparated, durationMs } from './units.ts';

/** A source that is on has what it needs, somebody can log in, and waits grow. */
export const authenticationRules: Rule = ({ mqtt, gateway }) => [
  ...findings('mqtt.authentication', mqtt.authentication),
  ...findings('gateway.ocpp.authentication', gateway.ocpp.authentication),
];

const findings = (path: string, authentication: AuthenticationSettings): readonly Finding[] => [
  ...orderFindings(path, authentication),
  ...(authentication.jwt.enable ? jwtFindings(`${path}.jwt`, authentication.jwt) : []),
  ...(authentication.http.enable ? httpFindings(`${path}.http`, authentication.http) : []),
  ...throttleFindings(`${path}.throttle`, authentication),
];

const orderFindings = (path: string, { enable, order, jwt, http }: AuthenticationSettings): readonly Finding[] => {
  const asked = commaSeparated(order);
  const isAsked =
    asked.includes('built_in_database') ||
    [jwt.enable && 'jwt', http.enable && 'http'].some((name) => name !== false && asked.includes(name));
  if (!enable || isAsked) return [];
  const involved = [`${path}.enable`, `${path}.jwt.enable`, `${path}.http.enable`];
  return [finding(`${path}.order`, 'names no source that is on, so that nobody could log in', involved)];
};

const jwtFindings = (path: string, jwt: JwtSettings): readonly Finding[] => {
  const needed = (key: 'secret' | 'public_key' | 'jwks_file', why: string): readonly Finding[] =>
    jwt[key] === ''
      ? [finding(`${path}.${key}`, `is needed by ${why}`, [`${path}.enable`, `${path}.algorithm`, `${path}.use_jwks`])]
      : [];
  return [
    ...(jwt.algorithm === 'hmac-based' ? needed('secret', 'hmac-based') : keyFindings(jwt, needed)),
    ...(jwt.use_jwks && jwt.algorithm === 'hmac-based'
      ? [finding(`${path}.use_jwks`, 'goes with public-key only', [`${path}.algorithm`, `${path}.enable`])]
      : []),
    ...Object.entries(jwt.verify_claims).flatMap(([name, value]) =>
      placeholderFindings([...path.split('.'), 'verify_claims', name], value, ['clientid', 'username']),
    ),
  ];
};

const keyFindings = (
  { use_jwks }: JwtSettings,
  needed: (key: 'public_key' | 'jwks_file', why: string) => readonly Finding[],
): readonly Finding[] => (use_jwks ? needed('jwks_file', 'use_jwks') : needed('public_key', 'public-key'));

const clientPlaceholders: readonly string[] = ['clientid', 'username', 'password', 'peerhost'];

const httpFindings = (path: string, http: HttpAuthenticationSettings): readonly Finding[] => {
  const root = path.split('.');
  const templates = [
    { path: [...root, 'url'], text: http.url },
    ...Object.entries(http.headers).map(([name, text]) => ({ path: [...root, 'headers', name], text })),
    ...Object.entries(http.body).map(([name, text]) => ({ path: [...root, 'body', name], text })),
  ];
  if (http.url === '') return [finding(`${path}.url`, 'is needed by a service that is asked', [`${path}.enable`])];
  return [
    ...templates.flatMap(({ path: place, text }) => placeholderFindings(place, text, clientPlaceholders)),
    // A service that is told nothing says the same of everybody.
    ...(templates.some(({ text }) => text.includes('${'))
      ? []
      : [
          finding(`${path}.body`, 'must tell who the client is, such as username: ${username}', [
            `${path}.enable`,
            `${path}.url`,
            `${path}.headers`,
          ]),
        ]),
  ];
};

const placeholderFindings = (path: readonly string[], text: string, allowed: readonly string[]): readonly Finding[] => {
  const shown = alternatives(allowed.map((name) => `\${${name}}`));
  return [
    ...(isUnclosed(text) ? [finding(path, 'holds a ${ without its }')] : []),
    ...placeholdersIn(text)
      .filter((name) => !allowed.includes(name))
      .map((name) => finding(path, `holds the unknown placeholder \${${name}}; here stand ${shown}`)),
  ];
};

const throttleFindings = (path: string, { throttle }: AuthenticationSettings): readonly Finding[] => [
  ...(durationMs(throttle.first_wait) > durationMs(throttle.max_wait)
    ? [finding(`${path}.first_wait`, `must not be longer than ${path}.max_wait`, [`${path}.max_wait`])]
    : []),
  ...(throttle.failures > throttle.address_failures
    ? [finding(`${path}.failures`, `must not be above ${path}.address_failures`, [`${path}.address_failures`])]
    : []),
];
