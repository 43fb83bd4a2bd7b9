import { authenticationRules } from './authentication-rules.ts';
import { type Fields, frozen, isFields, valueAt } from './document.ts';
import { leafProblems } from './leaf-validation.ts';
import { limitRules } from './limit-rules.ts';
import { listenerRules } from './listener-rules.ts';
import { defaultOf, overlay } from './overlay.ts';
import type { Rule } from './rule.ts';
import { pathId, pathText, type SettingPath } from './setting-path.ts';
import { isNamed, isSection, type SettingSchema } from './setting-schema.ts';
import type { Settings } from './settings.ts';
import { problemsMax, SettingsError, type SettingsProblem } from './settings-error.ts';
import { type ReadLayer, readLayer, type SettingsLayer, says } from './settings-layer.ts';
import { settingsSchema } from './settings-schema.ts';
import { topicRules } from './topic-rules.ts';
import { webhookRules } from './webhook-rules.ts';

/**
 * Settles documents, the weakest first, into complete settings. Sections and named entries merge, lists and scalars are replaced,
 * null takes a named entry away and brings anything else back to its default. Throws SettingsError with all problems at once.
 */
export const parseSettings = (layers: readonly SettingsLayer[]): Settings => {
  const read = layers.map(readLayer);
  const merged = read.reduce<unknown>((below, { document }) => overlay(settingsSchema, below, document), defaults);
  const problems = [...read.flatMap((layer) => layer.problems), ...problemsTogether(merged, read)];
  if (problems.length > 0) throw new SettingsError(problems.slice(0, problemsMax));
  return frozen(merged) as Settings;
};

/** The settings of a server that was told nothing. */
export const defaultSettings = (): Settings => defaults;

/**
 * A document that says all of these settings by itself: the settings, and null for the named entries of the defaults that are not
 * among them. `parseSettings` makes the same settings of it.
 */
export const settingsDocument = (settings: Settings): Readonly<Record<string, unknown>> =>
  withRemovals(settingsSchema, settings, defaults) as Fields;

// The schema vouches for the type; the tests hold the one against the other.
const defaults = frozen(defaultOf(settingsSchema)) as Settings;

const rules: readonly Rule[] = [topicRules, limitRules, authenticationRules, listenerRules, webhookRules];

const problemsTogether = (merged: unknown, layers: readonly ReadLayer[]): readonly SettingsProblem[] => {
  // Each layer is good by now, but a named map can be too large in sum.
  const tooLarge = leafProblems(merged);
  if (tooLarge.length > 0) {
    return tooLarge.map(({ path, shown, message }) => ({ path: shown, message, source: sourceOf([path], layers) }));
  }
  const refused = new Set(layers.flatMap((layer) => layer.refused).map(pathId));
  return rules
    .flatMap((rule) => rule(merged as Settings))
    .filter((found) => !found.involves.some((path) => isUnder(path, refused)))
    .slice(0, problemsMax)
    .map(({ path, message, involves }) => ({ path: pathText(path), message, source: sourceOf(involves, layers) }));
};

// Where a value was refused, the one below it stands in; what that one does to others is nobody's problem.
const isUnder = (path: SettingPath, refused: ReadonlySet<string>): boolean =>
  path.some((_, index) => refused.has(pathId(path.slice(0, index + 1))));

// The strongest layer that says one of the paths; when none does, the one that says the nearest thing around them.
const sourceOf = (places: readonly SettingPath[], layers: readonly ReadLayer[]): string => {
  const depth = Math.max(...places.map((place) => place.length));
  for (let cut = 0; cut < depth; cut++) {
    const around = places.map((place) => place.slice(0, place.length - cut)).filter((place) => place.length > 0);
    const layer = layers.findLast((candidate) => around.some((place) => says(candidate, place)));
    if (layer !== undefined) return layer.source;
  }
  return 'defaults';
};

const withRemovals = (schema: SettingSchema, value: unknown, original: unknown): unknown => {
  if (!isFields(value)) return value;
  if (isNamed(schema)) {
    const removed = Object.keys(isFields(original) ? original : {}).filter((name) => !Object.hasOwn(value, name));
    return { ...value, ...Object.fromEntries(removed.map((name) => [name, null])) };
  }
  if (!isSection(schema)) return value;
  return Object.fromEntries(
    Object.entries(schema.properties).map(([key, child]) => [
      key,
      withRemovals(child, value[key], valueAt(original, [key])),
    ]),
  );
};
