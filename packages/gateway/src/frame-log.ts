// The frames of charge points for whoever wants to see them: the last ones, and those that come. A frame is kept as it passed;
// what is not to be seen is masked when a frame is shown, once for all who follow.

import { maskedText } from './frame-mask.ts';
import type { KeptFrame } from './frame-record.ts';
import { type Frame, type FrameFilter, type FrameView, isWanted } from './frame-view.ts';
import { type KeepOptions, KeptFrames, type Line } from './kept-frames.ts';
import { namesSecret } from './secret-names.ts';

/** What is kept of frames, and what of them is shown. */
export type FrameOptions = KeepOptions & { readonly idTagsMasked: boolean };

/** Longest text of a frame that is kept or shown, in characters. */
export const frameTextLengthMax = 4_096;

/** Longest action and error code that are kept; an unchecked charge point may name one as long as a frame. */
const nameLengthMax = 64;

/** Followers at once. */
export const followersMax = 100;

/** How much of the frame log is in use. */
export type FrameLogFigures = { readonly frames: number; readonly bytes: number; readonly followers: number };

type Follower = { readonly filter: FrameFilter; readonly deliver: (frame: FrameView) => void };

/** The frames of all charge points of one gateway. */
export class FrameLog {
  #options: FrameOptions;
  readonly #kept: KeptFrames;
  readonly #followers = new Set<Follower>();
  #isWatched = false;

  constructor(options: FrameOptions) {
    this.#options = options;
    this.#kept = new KeptFrames(options);
    this.#look();
  }

  /** Whether anything becomes of a frame that is added: where it does not, whoever has one need not describe it. */
  get isWatched(): boolean {
    return this.#isWatched;
  }

  figures(): FrameLogFigures {
    return { frames: this.#kept.count, bytes: this.#kept.bytes, followers: this.#followers.size };
  }

  /** Takes a frame that passes; what it returns may be given with the next frame of the same identity, which makes it faster. */
  add(frame: Frame, line?: Line): Line | undefined {
    const stored = shortened(frame);
    const own = this.#options.keep > 0 ? this.#kept.add(stored.frame, stored.cut, line) : undefined;
    let view: FrameView | undefined;
    for (const { filter, deliver } of this.#followers) {
      if (!isWanted(frame, filter)) continue;
      view ??= this.#view(stored);
      deliver(view);
    }
    return own;
  }

  /** The last frames of an identity that are wanted, oldest first; those of an earlier connection among them. */
  recent(identity: string, filter: FrameFilter = {}): readonly FrameView[] {
    const wanted = [...this.#kept.of(identity)].filter(({ frame }) => isWanted(frame, filter));
    const { limit } = filter;
    const newest = limit === undefined ? wanted : wanted.slice(Math.max(0, wanted.length - limit));
    return newest.map((stored) => this.#view(stored));
  }

  /**
   * Calls back with every wanted frame that comes, until the returned function is called. It must not throw and must not wait: the
   * charge point does. Throws a RangeError when as many follow already as may.
   */
  follow(filter: FrameFilter, deliver: (frame: FrameView) => void): () => void {
    if (this.#followers.size >= followersMax) throw new RangeError(`more than ${followersMax} follow the frames`);
    const follower = { filter, deliver };
    this.#followers.add(follower);
    this.#look();
    return () => {
      this.#followers.delete(follower);
      this.#look();
    };
  }

  reconfigure(options: FrameOptions): void {
    this.#options = options;
    this.#kept.reconfigure(options);
    this.#look();
  }

  #look(): void {
    this.#isWatched = this.#options.keep > 0 || this.#followers.size > 0;
  }

  #view({ frame, cut }: KeptFrame): FrameView {
    const text = maskedText(frame.text, { isIdTagMasked: this.#options.idTagsMasked, cut });
    // Written out, since a spread takes longer than the masking (measured).
    const { at, identity, direction, type, uniqueId, action, errorCode, bytes } = frame;
    const truncated = cut !== undefined;
    return { at, identity, direction, type, uniqueId, action, errorCode, text, bytes, truncated };
  }
}

function shortened(frame: Frame): KeptFrame {
  const { text, action, errorCode } = frame;
  const isLong = text.length > frameTextLengthMax;
  const isNameLong = isLongName(action) || isLongName(errorCode);
  if (!isLong && !isNameLong) return { frame, cut: undefined };
  const names = { action: part(action, nameLengthMax), errorCode: part(errorCode, nameLengthMax) };
  if (!isLong) return { frame: { ...frame, ...names }, cut: undefined };
  const beginning = part(text, frameTextLengthMax);
  return { frame: { ...frame, ...names, text: beginning }, cut: namesSecret(text) ? 'doubtful' : 'harmless' };
}

function isLongName(name: string | null): boolean {
  return name !== null && name.length > nameLengthMax;
}

/** Half a character at its end becomes a mark. */
function part<Text extends string | null>(text: Text, lengthMax: number): Text | string {
  return text === null || text.length <= lengthMax ? text : text.slice(0, lengthMax).toWellFormed();
}
