/**
 * The keys from the root of the document to a setting. An identity may hold dots and slashes, so this is what paths are compared
 * by; the dotted text is for people.
 */
export type SettingPath = readonly string[];

/** The path as it is shown: dotted, and short and printable whatever its keys are. */
export const pathText = (path: SettingPath): string => path.map(shownKey).join('.');

/** The path as one text that no other path has. */
export const pathId = (path: SettingPath): string => JSON.stringify(path);

const shownKeyLengthMax = 64;

// A key comes from outside and goes to a terminal.
const shownKey = (key: string): string => {
  const printable = key.replace(/\p{C}/gu, '?');
  return printable.length > shownKeyLengthMax ? `${printable.slice(0, shownKeyLengthMax)}…` : printable;
};
