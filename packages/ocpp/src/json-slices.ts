// Cuts a JSON text into the texts of its elements. Only the outermost level is understood here; each slice is handed
// to JSON.parse by the caller, so a slice that is no JSON is found there. Depth is bounded in the same pass, because a
// deeply nested value parses but kills whoever prints it.

/** Why a text could not be cut. */
export type SliceProblem = 'not_json' | 'wrong_type' | 'too_deep' | 'too_many';

/** The elements of an array as texts. */
export type ArraySlices = ({ readonly ok: true } | SliceFailure) & { readonly slices: readonly string[] };

/** The members of an object as texts, the last of two with one name. */
export type ObjectSlices = ({ readonly ok: true } | SliceFailure) & { readonly members: ReadonlyMap<string, string> };

// What came before the part that is wrong is handed out, so that its sender can be told.
type SliceFailure = { readonly ok: false; readonly problem: SliceProblem };

/** Bounds of a cut: levels of nesting, the outermost counted as one, and elements of the outermost level. */
export type SliceLimits = { readonly depthMax: number; readonly elementsMax: number };

/** Cuts the JSON array in `text` into its elements. */
export function arraySlices(text: string, limits: SliceLimits): ArraySlices {
  const slices: string[] = [];
  const problem = cut(text, OPEN_BRACKET, limits, (_name, slice) => slices.push(slice));
  return problem === undefined ? { ok: true, slices } : { ok: false, problem, slices };
}

/** Cuts the JSON object in `text` into its members. */
export function objectSlices(text: string, limits: SliceLimits): ObjectSlices {
  const members = new Map<string, string>();
  const problem = cut(text, OPEN_BRACE, limits, (name, slice) => members.set(name, slice));
  return problem === undefined ? { ok: true, members } : { ok: false, problem, members };
}

/** Whether a JSON text may be nested deeper than so many levels: false only when it has no more opening brackets and braces at all. */
export function mayBeDeeperThan(depthMax: number, text: string): boolean {
  let opened = 0;
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
    opened += 1;
    if (opened > depthMax) return true;
  }
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
    opened += 1;
    if (opened > depthMax) return true;
  }
  return false;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

function cut(
  text: string,
  open: typeof OPEN_BRACKET | typeof OPEN_BRACE,
  limits: SliceLimits,
  take: (name: string, slice: string) => void,
): SliceProblem | undefined {
  const close = open === OPEN_BRACKET ? CLOSE_BRACKET : CLOSE_BRACE;
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== open) return isJson(text) ? 'wrong_type' : 'not_json';
  at = skipSpace(text, at + 1);
  if (text.charCodeAt(at) === close) return atEnd(text, at + 1);
  for (let count = 1; ; count += 1) {
    if (count > limits.elementsMax) return 'too_many';
    let name = '';
    if (open === OPEN_BRACE) {
      const nameEnd = text.charCodeAt(at) === QUOTE ? stringEnd(text, at) : -1;
      const parsedName = nameEnd < 0 ? undefined : parsed(text.slice(at, nameEnd));
      if (typeof parsedName !== 'string') return 'not_json';
      name = parsedName;
      at = skipSpace(text, nameEnd);
      if (text.charCodeAt(at) !== COLON) return 'not_json';
      at = skipSpace(text, at + 1);
    }
    const end = valueEnd(text, at, limits.depthMax - 1);
    if (end === TOO_DEEP) return 'too_deep';
    if (end <= at) return 'not_json';
    take(name, text.slice(at, end));
    at = skipSpace(text, end);
    const next = text.charCodeAt(at);
    if (next === close) return atEnd(text, at + 1);
    if (next !== COMMA) return 'not_json';
    at = skipSpace(text, at + 1);
  }
}

function atEnd(text: string, at: number): SliceProblem | undefined {
  return skipSpace(text, at) === text.length ? undefined : 'not_json';
}

function isJson(text: string): boolean {
  return parsed(text) !== undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return at;
}

const MALFORMED = -1;
const TOO_DEEP = -2;

/** Where the value that starts at `start` ends. */
function valueEnd(text: string, start: number, depthMax: number): number {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return stringEnd(text, start);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return scalarEnd(text, start);
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = stringEnd(text, at) - 1;
      if (at < start) return MALFORMED;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > depthMax) return TOO_DEEP;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return MALFORMED;
}

function scalarEnd(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSE_BRACKET || code === CLOSE_BRACE || code <= 0x20) break;
  }
  return at;
}

/** Where the string that starts with the quote at `start` ends: after its closing quote, or MALFORMED. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return MALFORMED;
}
