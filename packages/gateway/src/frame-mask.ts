// What of a frame may be seen by whoever looks at frames. The text is walked, not parsed and printed: whatever is not masked keeps its
// digits, its order and its spaces.

import { harmlessLength, isIdTagName, isSecretName, tellsSecret, withoutUrlSecrets } from './secret-names.ts';

/** What stands in the place of a value that is not to be seen. */
export const mask = '***';

/** How a frame is masked. */
export type MaskOptions = {
  /** Whether idTags and idTokens are masked, too. */
  readonly isIdTagMasked: boolean;
  /** The text is the beginning of a longer one, and whether that `namesSecret` anywhere. */
  readonly cut?: 'harmless' | 'doubtful' | undefined;
};

const ellipsis = '…';

// A text without any of these has nothing to be masked; an escape may hide each of them.
const suspicious = /pass|pwd|secret|credential|auth|key|psk|pin|token|:\\?\/|\\u/i;
const suspiciousWithTags =
  /pass|pwd|secret|credential|auth|key|psk|pin|token|:\\?\/|\\u|id[^a-z0-9]{0,3}tag|customer|emaid|evccid/i;

// Beside what a terminal obeys, what turns the order of the letters around.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is not to be shown
const unshowable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The text of a frame without passwords, keys and, where these are masked, idTags. What is no JSON ends where it mentions one. */
export function maskedText(text: string, options: MaskOptions): string {
  const { isIdTagMasked, cut } = options;
  const isClean = cut !== 'doubtful' && !(isIdTagMasked ? suspiciousWithTags : suspicious).test(text);
  return showable(
    isClean ? withEllipsis(text, cut) : (new JsonMask(text, options).result() ?? harmlessPart(text, options)),
  );
}

function withEllipsis(text: string, cut: MaskOptions['cut']): string {
  return cut === undefined ? text : text + ellipsis;
}

function harmlessPart(text: string, { isIdTagMasked, cut }: MaskOptions): string {
  const end = harmlessLength(text, isIdTagMasked);
  return end === undefined ? withEllipsis(text, cut) : text.slice(0, end) + ellipsis;
}

function showable(text: string): string {
  return text.replace(unshowable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A part of the text that is replaced. */
type Span = { readonly start: number; readonly end: number; readonly by: string };

/** What is known of the place of a value. */
type Place = { readonly name: string; readonly isSecret: boolean };

/** What an object turned out to be, for the object around it: its own `name`, and values that are secret if that one is about a secret. */
type Found = { readonly nameText: string | undefined; readonly open: readonly Span[] };

const nothing: Found = { nameText: undefined, open: [] };

/** Levels that are walked; frames that are deeper are no messages. */
const depthMax = 70;

/** Members that may hold the value of the configuration key or the variable that another member names. */
const valueLike = /val|data|content|text|new|old/i;

const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:]/y;
const space = /[ \t\r\n]*/y;

/** Thrown within the walk: the text is no JSON or, where `isShort`, may be the beginning of one. */
class WalkEnded extends Error {
  readonly isShort: boolean;

  constructor(isShort = false) {
    super();
    this.isShort = isShort;
  }
}

/** What may stand at the end of a text that was cut: nothing, or one token without its end. */
const unfinished = /^$|^"(?:[^"\\]|\\.)*\\?$|^(?:-|[a-z]{1,4})$/s;

/** One walk over one text. */
class JsonMask {
  readonly #text: string;
  readonly #options: MaskOptions;
  /** By where they start. */
  readonly #masked = new Map<number, Span>();
  /** Values of the objects that are not closed yet; which of them are secret is not known before the end. */
  readonly #undecided: Span[][] = [];
  #at = 0;

  constructor(text: string, options: MaskOptions) {
    this.#text = text;
    this.#options = options;
  }

  /** The text without its secrets; undefined when it is no JSON, but for its missing end. */
  result(): string | undefined {
    try {
      this.#value({ name: '', isSecret: false }, 0);
      this.#skipSpace();
      return this.#at === this.#text.length ? this.#spliced(this.#text.length) : undefined;
    } catch (error) {
      if (!(error instanceof WalkEnded)) throw error;
      const { cut } = this.#options;
      if (cut === undefined || !error.isShort) return undefined;
      // What names the value of an object may be in the part that is missing.
      if (cut === 'doubtful') for (const spans of this.#undecided) this.#mask(spans);
      return this.#spliced(this.#at) + ellipsis;
    }
  }

  #spliced(end: number): string {
    const spans = [...this.#masked.values()].sort((one, other) => one.start - other.start);
    let [from, text] = [0, ''];
    for (const { start, end: spanEnd, by } of spans) {
      text += this.#text.slice(from, start) + by;
      from = spanEnd;
    }
    return text + this.#text.slice(from, end);
  }

  #value(place: Place, depth: number): Found {
    if (depth > depthMax) throw new WalkEnded();
    const first = this.#text[this.#peek()];
    if (first === '{') return this.#object(place, depth);
    if (first === '[') return this.#array(place, depth);
    return this.#scalar(place);
  }

  #array(place: Place, depth: number): Found {
    this.#next();
    if (this.#isNext(']')) return nothing;
    const open: Span[] = [];
    this.#undecided.push(open);
    do open.push(...this.#value(place, depth + 1).open);
    while (this.#separated(']'));
    this.#undecided.pop();
    return { nameText: undefined, open };
  }

  #object(place: Place, depth: number): Found {
    this.#next();
    if (this.#isNext('}')) return nothing;
    const open: Span[] = [];
    this.#undecided.push(open);
    let [nameText, isNamed, isSecret]: [string | undefined, boolean, boolean] = [undefined, false, false];
    do {
      const name = this.#memberName();
      const isVpnKey = /vpn$/i.test(place.name) && name === 'key';
      const member = { name, isSecret: place.isSecret || isVpnKey || isSecretName(name) };
      const start = this.#peek();
      const found = this.#value(member, depth + 1);
      const text = this.#text[start] === '"' ? this.#stringAt(start) : undefined;
      if (name === 'name') nameText = text;
      // Configuration keys of 1.6 stand in `key`, variables of 2.x in the `name` of `variable`.
      const about = name === 'key' ? text : name === 'variable' ? (found.nameText ?? text) : undefined;
      if (about !== undefined) [isNamed, isSecret] = [true, isSecret || isSecretName(about)];
      open.push(...found.open);
    } while (this.#separated('}'));
    this.#undecided.pop();
    if (isSecret) this.#mask(open);
    return { nameText, open: isNamed ? [] : open };
  }

  #scalar({ name, isSecret }: Place): Found {
    const start = this.#next();
    const end = this.#at;
    const span = { start, end, by: `"${mask}"` };
    const first = this.#text[start] ?? '';
    if (',:]}'.includes(first)) throw new WalkEnded();
    if (first === 't' || first === 'f' || first === 'n') return nothing;
    const { isIdTagMasked } = this.#options;
    if (isSecret || (isIdTagMasked && isIdTagName(name))) {
      this.#mask([span]);
      return nothing;
    }
    if (first === '"') {
      const text = this.#stringAt(start);
      if (tellsSecret(text, isIdTagMasked)) {
        this.#mask([span]);
        return nothing;
      }
      const shown = withoutUrlSecrets(text, mask);
      if (shown !== text) this.#masked.set(start, { start, end, by: JSON.stringify(shown) });
    }
    return valueLike.test(name) ? { nameText: undefined, open: [span] } : nothing;
  }

  #mask(spans: readonly Span[]): void {
    for (const span of spans) this.#masked.set(span.start, span);
  }

  #memberName(): string {
    const start = this.#next();
    if (this.#text[start] !== '"') throw new WalkEnded();
    const name = this.#stringAt(start);
    if (this.#text[this.#next()] !== ':') throw new WalkEnded();
    return name;
  }

  /** Whether another element follows; the closing bracket is taken. */
  #separated(close: string): boolean {
    const character = this.#text[this.#next()];
    if (character !== ',' && character !== close) throw new WalkEnded();
    return character === ',';
  }

  #isNext(character: string): boolean {
    if (this.#text[this.#peek()] !== character) return false;
    this.#next();
    return true;
  }

  #peek(): number {
    this.#skipSpace();
    return this.#at;
  }

  #skipSpace(): void {
    space.lastIndex = this.#at;
    space.exec(this.#text);
    this.#at = space.lastIndex;
  }

  /** Takes one token and returns where it starts. */
  #next(): number {
    const start = this.#peek();
    token.lastIndex = start;
    if (token.exec(this.#text) === null) throw new WalkEnded(unfinished.test(this.#text.slice(start)));
    this.#at = token.lastIndex;
    return start;
  }

  #stringAt(start: number): string {
    token.lastIndex = start;
    const [text = '""'] = token.exec(this.#text) ?? [];
    try {
      return String(JSON.parse(text));
    } catch {
      throw new WalkEnded();
    }
  }
}
