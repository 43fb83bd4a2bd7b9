// Frames of every quality: right ones, right ones that were damaged, and noise.

import type { OcppVersion } from '../../src/index.ts';
import { frame } from '../opened-session.ts';
import { bootAnswer, samples, time } from '../samples.ts';
import type { Random } from './random.ts';

type List<T> = readonly [T, ...T[]];

const ids: List<string> = ['a', 'b', 'c', '7', '-1', '__proto__', 'constructor', 'x'.repeat(36), 'é😀"\\'];
const actions: List<string> = ['Heartbeat', 'DataTransfer', 'Reset', 'Dance', 'toString', 'NotifyPeriodicEventStream'];

const beat = frame(2, 'a', 'Heartbeat', {});

/** What is put into a frame to damage it: structure, numbers, strings and escapes that are likely to hurt. */
const poisons: List<string> = [
  ...([
    '',
    '"',
    '\\',
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    ' ',
    '\n',
    '\u0000',
    '\ufeff',
    '\u2028',
    '\ud83d',
    '\udc00',
  ] as const),
  ...['null', 'true', '0', '-0', '1e999', '1e-999', '9007199254740993', '-', '.', '0x1', 'NaN', 'undefined'],
  ...['"__proto__":1,', '{"__proto__":{"polluted":1}}', '"\\ud800"', '"\\u0000"', '\\u', '"\\"', '/*', '//', "'"],
  ...['[[[[', '{"a":{"a":', ']]]]', '[2,"a","Heartbeat",{}]', '[3,"a",{}]', 'é', '😀', '\u0301'],
];

/** A source of frames for one version. */
export class FrameSource {
  readonly #random: Random;
  readonly #right: List<string>;
  #last = beat;

  constructor(version: OcppVersion, random: Random) {
    this.#random = random;
    const { boot, status, authorize, wrongType, missing, changed } = samples[version];
    const payloads = [{}, boot[1], status[1], authorize[1], changed, bootAnswer('Accepted', 60), { currentTime: time }];
    const calls = [boot, status, authorize, wrongType, missing].map((sample) => frame(2, 'a', ...sample));
    const others = payloads.flatMap((payload) => [
      frame(3, 'a', payload),
      frame(4, 'a', 'GenericError', 'why', payload),
      frame(5, 'a', 'FormatViolation', 'why', payload),
      frame(6, 'a', 'NotifyPeriodicEventStream', { id: 1, data: [payload] }),
      ...actions.map((action) => frame(2, 'a', action, payload)),
    ]);
    this.#right = [beat, ...calls, ...others];
  }

  /** The next frame. */
  next(): string {
    const random = this.#random;
    switch (random.below(12)) {
      case 0:
        return this.#noise();
      case 1:
        return this.#deep();
      case 2:
        return this.#last;
      case 3:
      case 4:
      case 5:
      case 6: {
        let text = this.#rightOne();
        for (let times = random.below(3); times >= 0; times -= 1) text = this.#damage(text);
        return text;
      }
      default:
        this.#last = this.#rightOne();
        return this.#last;
    }
  }

  #rightOne(): string {
    const random = this.#random;
    const id = random.once(30) ? '7' : JSON.stringify(random.pick(ids));
    return (random.once(3) ? beat : random.pick(this.#right)).replace('"a"', () => id);
  }

  #damage(text: string): string {
    const random = this.#random;
    const from = random.below(text.length + 1);
    const to = Math.min(text.length, from + random.below(random.once(4) ? text.length + 1 : 4));
    switch (random.below(6)) {
      case 0:
        return text.slice(0, from);
      case 1:
        return text.slice(0, to) + text.slice(from);
      case 2:
        return text.slice(0, from) + String.fromCharCode(random.below(0x1_0000)) + text.slice(from + 1);
      case 3:
        return text.slice(0, from) + text.slice(from, to).repeat(1 + random.below(5)) + text.slice(to);
      default:
        return text.slice(0, from) + random.pick(poisons) + text.slice(to);
    }
  }

  #noise(): string {
    let text = '';
    for (let left = this.#random.below(12); left > 0; left -= 1) text += this.#random.pick(poisons);
    return text;
  }

  #deep(): string {
    const random = this.#random;
    const [open, close] = random.pick([
      ['[', ']'],
      ['{"a":', '}'],
    ] as const);
    const levels = random.once(50) ? 20_000 : 1 + random.below(80);
    const payload = `${open.repeat(levels)}1${close.repeat(levels - random.below(2))}`;
    return `[${random.pick([2, 3, 4, 5, 6] as const)},"a","Heartbeat",${payload}]`;
  }
}
