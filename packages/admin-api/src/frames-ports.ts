// What the HTTP API needs to show the frames of charge points, see ports.ts.

import type { MaybePromise } from './maybe-promise.ts';

/** One frame as it may be shown: secrets are masked. */
export type FrameView = {
  readonly at: number;
  readonly identity: string;
  /** `upstream`: from the charge point. */
  readonly direction: 'upstream' | 'downstream';
  /** Number of the message type, 2 to 6; null when the frame is none of OCPP's. */
  readonly type: number | null;
  readonly uniqueId: string | null;
  /** Of an answer: that of its CALL, where it is known. */
  readonly action: string | null;
  readonly errorCode: string | null;
  /** The frame, or its beginning when it is `truncated`. */
  readonly text: string;
  /** Of the whole frame in UTF-8. */
  readonly bytes: number;
  readonly truncated: boolean;
};

/** Which frames; what is left out is all. */
export type FrameFilter = {
  readonly action?: string;
  readonly direction?: 'upstream' | 'downstream';
  /** Only CALLERROR, CALLRESULTERROR, and what is no frame of OCPP. */
  readonly errorsOnly?: boolean;
};

/** Frames that were, and frames as they come. */
export interface FrameLog {
  /** The last frames of a charge point, the oldest first: at most `limit` of those that match. */
  recent(identity: string, filter: FrameFilter & { readonly limit: number }): MaybePromise<readonly FrameView[]>;
  /**
   * Delivers every frame from now on until the returned function is called. `identity` is exact, or a prefix with a `*` at its end.
   * `deliver` returns at once and does not throw.
   */
  follow(filter: FrameFilter & { readonly identity?: string }, deliver: (frame: FrameView) => void): () => void;
}
