import { withSecretsKept, withSecretsMasked } from '@ocpp-broker/config';
import type { AuditDetail } from './audit-ports.ts';
import { differences } from './differences.ts';
import { changingSettings } from './errors.ts';
import type { SettingsDocument, SettingsRoot } from './ports.ts';

/** A part of the settings as it may be shown: secrets masked. `path` is where it stands in the whole document. */
export async function readMasked(settings: SettingsRoot, path: readonly string[]): Promise<SettingsDocument> {
  return withSecretsMasked(await settings.read(), path) as SettingsDocument;
}

/**
 * Lays a patch over a part of the settings, in which a mask stands for the secret that is there, and tells what has changed by it, masked.
 * Of a refusal, paths are told from `told` on.
 */
export async function updateMasked(
  settings: SettingsRoot,
  path: readonly string[],
  patch: SettingsDocument,
  told: string = path.join('.'),
): Promise<AuditDetail> {
  const before = await settings.read();
  const kept = withSecretsKept(patch, before, path);
  await changingSettings(told, async () => settings.update(kept));
  // Compared first and masked then: a changed secret is told as one, without what it was and is.
  const changed = differences(before, await settings.read());
  return Object.fromEntries(Object.entries(changed).map(([when, part]) => [when, withSecretsMasked(part, path)]));
}
