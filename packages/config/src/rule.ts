import type { Settings } from './settings.ts';

/** Something that two settings, good by themselves, do to each other. `involves` are the paths of all that take part. */
export type Finding = { readonly path: string; readonly message: string; readonly involves: readonly string[] };

/** Looks at a complete document, each value of which is good by itself. */
export type Rule = (settings: Settings) => readonly Finding[];

/** What a rule found about one setting. */
export const finding = (path: string, message: string, others: readonly string[] = []): Finding => ({
  path,
  message,
  involves: [path, ...others],
});
