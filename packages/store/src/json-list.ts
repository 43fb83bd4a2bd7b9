// JSON.parse stops at the first mistake, names no line for most, and quotes what it stumbled over, which here may be a password. So the
// list is cut into its items first, and each is parsed by itself: every bad item is reported, with its line and nothing of its text.
import type { LineProblems } from './line-problem.ts';

/** One item of the list, which one it is, and the line on which it begins (both from 1). */
export type JsonItem = { readonly line: number; readonly item: number; readonly value: unknown };

type Cut = { readonly start: number; readonly end: number };

/** The items of a JSON text that is a list; what cannot be read goes to `problems` and is left out. */
export function parseJsonList(text: string, problems: LineProblems): readonly JsonItem[] {
  const start = skipSpace(text, 0);
  if (text[start] !== '[') {
    problems.add(lineAt(text, start), 'the file is not a JSON list: it does not begin with [');
    return [];
  }
  const { cuts, end } = cutItems(text, start + 1);
  if (end === null) problems.add(lineAt(text, text.length), 'the list is not closed with ]');
  else if (skipSpace(text, end + 1) < text.length)
    problems.add(lineAt(text, end), 'something follows the ] of the list');
  const items: JsonItem[] = [];
  let line = 1;
  let counted = 0;
  for (const [index, cut] of cuts.entries()) {
    const begin = Math.min(skipSpace(text, cut.start), cut.end);
    // Counted on from the item before, so that a long file is read once.
    line += lineAt(text.slice(counted, begin), begin - counted) - 1;
    counted = begin;
    const value = parseItem(text.slice(begin, cut.end));
    const item = index + 1;
    if (value === undefined) problems.addAt({ line, item }, 'this is not valid JSON');
    else items.push({ line, item, value });
  }
  return items;
}

/** Where the items lie, and the index of the closing bracket, or null when there is none. */
function cutItems(text: string, from: number): { readonly cuts: readonly Cut[]; readonly end: number | null } {
  const cuts: Cut[] = [];
  let depth = 0;
  let start = from;
  const mark = /["[\]{},]/g;
  mark.lastIndex = from;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const at = found.index;
    const character = found[0];
    if (character === '"') mark.lastIndex = endOfString(text, at);
    else if (character === '[' || character === '{') depth++;
    else if (depth > 0) depth -= character === ',' ? 0 : 1;
    else if (character === ',' || character === ']') {
      const isEmptyList = character === ']' && cuts.length === 0 && skipSpace(text, start) === at;
      if (!isEmptyList) cuts.push({ start, end: at });
      if (character === ']') return { cuts, end: at };
      start = at + 1;
    }
  }
  if (skipSpace(text, start) < text.length) cuts.push({ start, end: text.length });
  return { cuts, end: null };
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** The byte order mark counts as space. */
function skipSpace(text: string, from: number): number {
  const other = /[^\s\uFEFF]/g;
  other.lastIndex = from;
  return other.exec(text)?.index ?? text.length;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function parseItem(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
