import type { SettingPath } from './setting-path.ts';
import type { Settings } from './settings.ts';

/** Something that two settings, good by themselves, do to each other. `involves` are the paths of all that take part. */
export type Finding = {
  readonly path: SettingPath;
  readonly message: string;
  readonly involves: readonly SettingPath[];
};

/** Looks at a complete document, each value of which is good by itself. */
export type Rule = (settings: Settings) => readonly Finding[];

/** What a rule found about one setting. A path may be given dotted when none of its keys can hold a dot. */
export const finding = (
  path: string | SettingPath,
  message: string,
  others: readonly (string | SettingPath)[] = [],
): Finding => ({ path: keysOf(path), message, involves: [path, ...others].map(keysOf) });

const keysOf = (path: string | SettingPath): SettingPath => (typeof path === 'string' ? path.split('.') : path);
