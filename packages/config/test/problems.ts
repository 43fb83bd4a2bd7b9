import { parseSettings, SettingsError, type SettingsProblem } from '../src/index.ts';

/** What `parseSettings` finds wrong with documents, named `first`, `second`, …; nothing when it is content. */
export const problemsOf = (...documents: readonly unknown[]): readonly SettingsProblem[] => {
  try {
    parseSettings(documents.map((document, index) => ({ source: names[index] ?? `layer ${index}`, document })));
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
};

/** The same as lines of `path: message`. */
export const linesOf = (...documents: readonly unknown[]): readonly string[] =>
  problemsOf(...documents).map(({ path, message }) => `${path}: ${message}`);

/** The paths alone. */
export const pathsOf = (...documents: readonly unknown[]): readonly string[] =>
  problemsOf(...documents).map(({ path }) => path);

const names = ['first', 'second', 'third'];
