// The sources that can say who an MQTT client is, in EMQX's shapes, over `mqtt.authentication`. There a source is on or off, and all
// of them have an order; here the own database is on when it stands in the order, the others when their `enable` says so, and all of them are
// off when `mqtt.authentication.enable` is. Reading and writing go by one picture of that, `Sources`.
import { withSecretsMasked } from '@ocpp-broker/config';
import type { SettingsDocument } from './ports.ts';

/** A source, as the settings call it. */
export type SourceName = 'built_in_database' | 'jwt' | 'http';

/** Which sources there are, in the order in which they are asked, and which are on. */
export type Sources = { readonly order: readonly SourceName[]; readonly on: ReadonlySet<SourceName> };

/** Where they stand in the settings. */
export const authenticationPath: readonly string[] = ['mqtt', 'authentication'];

const IDS: Readonly<Record<SourceName, string>> = {
  built_in_database: 'password_based:built_in_database',
  jwt: 'jwt',
  http: 'password_based:http',
};
const NAMES: readonly SourceName[] = ['built_in_database', 'jwt', 'http'];

/** EMQX's ids of all sources. */
export const authenticatorIds: readonly string[] = NAMES.map((name) => IDS[name]);

// What EMQX's authenticators have besides. Of `ssl`: certificates are always verified here, so that nothing is lost by not reading it.
const IGNORED: ReadonlySet<string> = new Set([
  ...['id', 'mechanism', 'backend', 'enable', 'node_cache', 'precondition'],
  ...['password_hash_algorithm', 'user_id_type', 'bootstrap_file', 'bootstrap_type'],
  ...[
    'pool_size',
    'connect_timeout',
    'enable_pipelining',
    'max_retries',
    'retry_interval',
    'request',
    'max_inactive',
    'ssl',
  ],
  ...['acl_claim_name', 'refresh_interval', 'endpoint'],
]);

/** The source of an id. */
export function sourceOfId(id: string): SourceName | undefined {
  return NAMES.find((name) => IDS[name] === id);
}

/** The source that a body means, by its `mechanism` and `backend`. */
export function sourceOfBody({ mechanism, backend }: SettingsDocument): SourceName | undefined {
  if (typeof mechanism !== 'string') return undefined;
  if (backend === undefined) return sourceOfId(mechanism);
  return typeof backend === 'string' ? sourceOfId(`${mechanism}:${backend}`) : undefined;
}

/** Which sources the settings name and switch on. */
export function sourcesOf(authentication: SettingsDocument): Sources {
  const asked = String(authentication.order ?? '')
    .split(',')
    .map((name) => name.trim())
    .flatMap((name) => NAMES.find((one) => one === name) ?? []);
  const isOn = (name: SourceName): boolean =>
    authentication.enable === true &&
    asked.includes(name) &&
    (name === 'built_in_database' || partOf(authentication, name).enable === true);
  const order = [...asked, ...NAMES.filter((name) => !asked.includes(name))];
  return { order, on: new Set(NAMES.filter(isOn)) };
}

/** The patch after which the settings say this of the sources. */
export function sourcesPatch({ order, on }: Sources): SettingsDocument {
  // The own database has no switch: it is asked when it is named. When nothing is on, nobody is asked, whatever is named.
  const named =
    on.size === 0 || on.has('built_in_database') ? order : order.filter((name) => name !== 'built_in_database');
  return {
    enable: on.size > 0,
    order: named.join(', '),
    jwt: { enable: on.has('jwt') },
    http: { enable: on.has('http') },
  };
}

/** One source as the wire has it, secrets masked. */
export function printAuthenticator(name: SourceName, authentication: SettingsDocument): SettingsDocument {
  const enable = sourcesOf(authentication).on.has(name);
  if (name === 'built_in_database') {
    return {
      id: IDS[name],
      mechanism: 'password_based',
      backend: name,
      user_id_type: authentication.user_id_type,
      password_hash_algorithm: { name: 'scrypt' },
      enable,
    };
  }
  const { enable: _switch, ...settings } = withSecretsMasked(partOf(authentication, name), [
    ...authenticationPath,
    name,
  ]) as SettingsDocument;
  const kind = name === 'jwt' ? { mechanism: 'jwt' } : { mechanism: 'password_based', backend: 'http' };
  return { id: IDS[name], ...kind, ...settings, enable };
}

/** What a body says of a source besides its switch, as a patch of `mqtt.authentication`. */
export function authenticatorPatch(name: SourceName, body: SettingsDocument): SettingsDocument {
  const given = Object.entries(body).filter(([key]) => !IGNORED.has(key));
  const settings = Object.fromEntries(
    given.map(([key, value]) => [key, key === 'verify_claims' ? claims(value) : value]),
  );
  if (name !== 'built_in_database') return { [name]: settings };
  // It has no settings of its own; what is left is named, so that it is refused like any other unknown key.
  return settings;
}

/** EMQX takes a list of `{name, value}` as well as an object; a list of something else is left for the settings to refuse. */
function claims(given: unknown): unknown {
  if (!Array.isArray(given)) return given;
  const pairs = given.map(
    (claim: { readonly name?: unknown; readonly value?: unknown } | null) => [claim?.name, claim?.value] as const,
  );
  return pairs.every(([name]) => typeof name === 'string') ? Object.fromEntries(pairs) : given;
}

function partOf(document: SettingsDocument, name: string): SettingsDocument {
  const part = document[name];
  return typeof part === 'object' && part !== null ? (part as SettingsDocument) : {};
}
