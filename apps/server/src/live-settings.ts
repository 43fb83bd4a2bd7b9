// The one door for changes: parse everything, compare, let the rooms reconfigure themselves, save. When a room refuses, the
// rooms that were done already get their old settings back, and nothing is saved.

import {
  defaultSettings,
  diffSettings,
  parseSettings,
  type Settings,
  type SettingsChange,
  type SettingsLayer,
} from '@ocpp-broker/config';

/** A part of the settings document: `{ gateway: { ocpp: { … } } }`. */
export type SettingsPatch = { readonly [key: string]: unknown };

/** A room that follows the settings while it runs. */
export interface SettingsFollower {
  /** Whether a change of this path is its business. */
  follows(path: string): boolean;
  reconfigure(settings: Settings): Promise<void>;
}

/** Where the changes of the API are kept. */
export interface OverlayRepository {
  save(document: SettingsPatch): Promise<void>;
}

/** What live settings are made of; `below` are the layers under the one that the API stored. */
export type LiveSettingsParts = {
  readonly below: readonly SettingsLayer[];
  readonly stored: SettingsPatch;
  readonly repository: OverlayRepository;
};

/** Name of the layer that the API stored. */
export const storedSource = 'changed over the API';

/** The settings in force. */
export class LiveSettings {
  readonly #parts: LiveSettingsParts;
  readonly #followers: SettingsFollower[] = [];
  #stored: SettingsPatch;
  #current: Settings;
  #tail: Promise<unknown> = Promise.resolve();

  /** Throws a SettingsError with every problem of every layer. */
  constructor(parts: LiveSettingsParts) {
    this.#parts = parts;
    this.#stored = parts.stored;
    this.#current = this.#parse(parts.stored);
  }

  get current(): Settings {
    return this.#current;
  }

  /** What was changed over the API, with its secrets. */
  get stored(): SettingsPatch {
    return this.#stored;
  }

  follow(follower: SettingsFollower): void {
    this.#followers.push(follower);
  }

  /**
   * Lays a patch over the settings, one at a time; a patch that depends on the settings is a function of those then in force.
   * Resolves when it is in force and saved. Rejects with a SettingsError when it is not valid.
   */
  update(patch: SettingsPatch | ((current: Settings) => SettingsPatch)): Promise<readonly SettingsChange[]> {
    return this.#inTurn(() =>
      this.#store(this.#laid(typeof patch === 'function' ? patch(this.#current) : patch, 'merge')),
    );
  }

  /** Lays a document over what was changed over the API, or puts it in the place of all that; as `update` besides. */
  put(document: SettingsPatch, mode: 'merge' | 'replace'): Promise<readonly SettingsChange[]> {
    return this.#inTurn(() => this.#store(this.#laid(document, mode)));
  }

  /** Throws the SettingsError of a document that is not valid, and changes nothing. What rooms may have against it, only `put` finds out. */
  check(document: SettingsPatch, mode: 'merge' | 'replace'): void {
    this.#parse(this.#laid(document, mode));
  }

  #laid(document: SettingsPatch, mode: 'merge' | 'replace'): SettingsPatch {
    return mode === 'merge' ? (merged(this.#stored, document) as SettingsPatch) : document;
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#tail.then(work);
    this.#tail = done.catch(() => undefined);
    return done;
  }

  async #store(document: SettingsPatch): Promise<readonly SettingsChange[]> {
    const before = this.#current;
    const after = this.#parse(document);
    const below = this.#parts.below.map((layer) => layer.document);
    const stored = withoutIdleRemovals(document, [defaultSettings(), ...below]);
    const changes = diffSettings(before, after);
    const concerned = this.#followers.filter((follower) => changes.some(({ path }) => follower.follows(path)));
    const done: SettingsFollower[] = [];
    try {
      for (const follower of concerned) {
        done.unshift(follower);
        await follower.reconfigure(after);
      }
      await this.#parts.repository.save(stored);
    } catch (error) {
      throw await takenBack(done, before, error);
    }
    this.#stored = stored;
    this.#current = after;
    return changes;
  }

  #parse(stored: SettingsPatch): Settings {
    return parseSettings([...this.#parts.below, { source: storedSource, document: stored }]);
  }
}

/** Gives rooms their old settings back, each whatever the others do; returns the error to throw. */
async function takenBack(done: readonly SettingsFollower[], before: Settings, cause: unknown): Promise<unknown> {
  const failures: unknown[] = [];
  for (const follower of done) {
    try {
      await follower.reconfigure(before);
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length === 0) return cause;
  return new AggregateError(
    [cause, ...failures],
    'a change of settings failed, and a room did not take the old ones back',
  );
}

/** Objects go deep, everything else is replaced. */
function merged(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above;
  const names = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries(
    [...names].map((name) => [name, Object.hasOwn(above, name) ? merged(below[name], above[name]) : below[name]]),
  );
}

/** Without null for the names of entries that nothing below has: there is nothing to remove, and in time they would be without number. */
function withoutIdleRemovals(document: SettingsPatch, below: readonly unknown[]): SettingsPatch {
  return Object.fromEntries(
    Object.entries(document).flatMap(([name, value]) => {
      const under = below.map((one) => (isObject(one) && Object.hasOwn(one, name) ? one[name] : undefined));
      if (value === null && under.every((one) => one === undefined)) return [];
      return [[name, isObject(value) ? withoutIdleRemovals(value, under) : value]];
    }),
  );
}

function isObject(value: unknown): value is SettingsPatch {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
