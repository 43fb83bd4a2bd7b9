// What of the frames of charge points can be looked at.

/** Which way a frame went: from the charge point, or to it. */
export type FrameDirection = 'upstream' | 'downstream';

/** A frame as it passed. `at` is in milliseconds since the epoch, `bytes` is its length on the wire. */
export type Frame = {
  readonly at: number;
  readonly identity: string;
  readonly direction: FrameDirection;
  /** The MessageTypeId, 2 to 6; null: it is no message. */
  readonly type: number | null;
  readonly uniqueId: string | null;
  /** The action or, of an answer, that of the CALL which it answers, where that is known. */
  readonly action: string | null;
  readonly errorCode: string | null;
  /** Empty for a binary message, which OCPP does not have. */
  readonly text: string;
  readonly bytes: number;
};

/** A frame as it is shown: without secrets, and without its end where it is `truncated`. */
export type FrameView = Frame & { readonly truncated: boolean };

/** Which frames are wanted; what is left out matters not. */
export type FrameFilter = {
  /** The whole identity or, with `*` at its end, how it begins. */
  readonly identity?: string | undefined;
  readonly direction?: FrameDirection | undefined;
  readonly action?: string | undefined;
  /** CALLERROR, CALLRESULTERROR, and what is no message. */
  readonly errorsOnly?: boolean | undefined;
  /** The newest so many, where frames are asked for that have passed. */
  readonly limit?: number | undefined;
};

/** Whether a frame is wanted. */
export function isWanted(
  frame: Pick<Frame, 'identity' | 'direction' | 'action' | 'type'>,
  { identity, direction, action, errorsOnly }: FrameFilter,
): boolean {
  if (direction !== undefined && frame.direction !== direction) return false;
  if (action !== undefined && frame.action !== action) return false;
  if (errorsOnly === true && frame.type !== null && frame.type !== 4 && frame.type !== 5) return false;
  if (identity === undefined) return true;
  return identity.endsWith('*') ? frame.identity.startsWith(identity.slice(0, -1)) : frame.identity === identity;
}
