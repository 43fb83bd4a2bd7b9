// How charge points are authenticated: EMQX's one authenticator of a gateway, over `gateway.ocpp.authentication`.
import { defaultSettings, withSecretsMasked } from '@ocpp-broker/config';
import type { SettingsDocument } from './ports.ts';

/** Where it stands in the settings. */
export const gatewayAuthenticationPath: readonly string[] = ['gateway', 'ocpp', 'authentication'];

// What EMQX's authenticators have besides, or name otherwise, and what its console sends back: there is nothing to be done about it.
const IGNORED: ReadonlySet<string> = new Set([
  'password_hash_algorithm',
  'bootstrap_file',
  'bootstrap_type',
  'id',
  'node_cache',
  'precondition',
]);

// What the operator's file alone says.
const APART: readonly string[] = ['enable', 'bootstrap_file'];

/** Whether there is one: there is none when it is off and nothing else about it was set. */
export function isGatewayAuthenticator(settings: SettingsDocument): boolean {
  const untouched = withoutKeys(defaultSettings().gateway.ocpp.authentication, APART);
  return settings.enable !== false || sorted(withoutKeys(settings, APART)) !== sorted(untouched);
}

/** The authenticator as the wire has it, secrets masked. */
export function shownGatewayAuthenticator(settings: SettingsDocument): SettingsDocument {
  const shown = withSecretsMasked(withoutKeys(settings, APART), gatewayAuthenticationPath) as SettingsDocument;
  return { ...shown, enable: settings.enable };
}

/**
 * A body as a patch of the settings. How passwords are hashed is no business of a caller's: whatever algorithm is asked for, plain
 * passwords are stored as the settings file says.
 */
export function gatewayAuthenticatorPatch(body: SettingsDocument): SettingsDocument {
  return withoutKeys(body, [...IGNORED]);
}

/** What takes the authenticator away: off, and everything else as if it had never been set. */
export function gatewayAuthenticatorRemoval(settings: SettingsDocument): SettingsDocument {
  const others = Object.keys(withoutKeys(settings, APART));
  return { ...Object.fromEntries(others.map((name) => [name, null])), enable: false };
}

function withoutKeys(document: SettingsDocument, keys: readonly string[]): SettingsDocument {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !keys.includes(key)));
}

/** A text that is equal for documents that say the same. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
