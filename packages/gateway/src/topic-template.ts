import { encodeTopicLevel } from './topic-level.ts';

/** Values of the placeholders; every one is encoded before it enters the topic. */
export type TopicValues = {
  readonly clientid: string;
  readonly username: string;
  readonly version: string;
  readonly action: string;
  /** Message type id: `2`, `3`, `4`. */
  readonly type: string;
  readonly id: string;
};

const placeholder = /\$\{(cid|clientid|username|version|action|type|id)\}/;
const ofConnection: ReadonlySet<string> = new Set(['clientid', 'username', 'version']);

/** A topic with placeholders, taken apart once. */
export class TopicTemplate {
  /** Whether the topic depends on nothing but the connection, so that it can be made once. */
  readonly isOfConnection: boolean;
  /** Texts at even places, names of values at odd ones. */
  readonly #parts: readonly string[];

  constructor(template: string) {
    this.#parts = template
      .split(placeholder)
      .map((part, place) => (place % 2 === 1 && part === 'cid' ? 'clientid' : part));
    this.isOfConnection = this.#parts.every((part, place) => place % 2 === 0 || ofConnection.has(part));
  }

  render(values: TopicValues): string {
    // Joined, since what is added up to a text keeps its parts beside it.
    return this.#parts
      .map((part, place) => (place % 2 === 0 ? part : encodeTopicLevel(values[part as keyof TopicValues])))
      .join('');
  }

  /** The filter that matches every topic of the template: `+` for a level that holds a placeholder. */
  filter(): string {
    const marked = this.#parts.map((part, place) => (place % 2 === 0 ? part : '\u0000')).join('');
    return marked
      .split('/')
      .map((level) => (level.includes('\u0000') ? '+' : level))
      .join('/');
  }

  /** An expression that every topic of the template matches; the placeholders are its groups. */
  pattern(): RegExp {
    const source = this.#parts.map((part, place) => (place % 2 === 0 ? escaped(part) : '([^/]*)')).join('');
    return new RegExp(`^${source}$`, 's');
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
