import type { Schemas } from '@ocpp-broker/api-client';

/** One frame as the API tells it. */
export type Frame = Schemas['Frame'];

/** A frame in a list, with a name of its own in that list. */
export type FrameRow = { readonly key: string; readonly frame: Frame };

/** Frames that a page shows at most; more could not be read, and would make the browser slow. */
export const framesMax = 300;

/**
 * The newest frames first: those that were loaded, and those that came live since. Frames have no id; one that is in both lists is
 * known by its time and its content, and is there once.
 */
export function frameRows(loaded: readonly Frame[], live: readonly Frame[]): readonly FrameRow[] {
  const byKey = new Map([...numbered(loaded), ...numbered(live)]);
  return [...byKey]
    .slice(-framesMax)
    .reverse()
    .map(([key, frame]) => ({ key, frame }));
}

/** `CALL Heartbeat`, `CALLERROR NotSupported`; what is no frame of OCPP says so. */
export function frameTitle({ type, action, error_code }: Frame): string {
  const kind = type === null ? 'Not OCPP' : (kinds[type] ?? `Type ${type}`);
  return [kind, action, error_code].filter((part) => part !== null).join(' ');
}

/** The text of a frame, indented where it is whole and JSON. */
export function frameText({ text, truncated }: Frame): string {
  if (truncated) return `${text}…`;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

// OCPP-J 1.6 §4.1.3; 5 and 6 are of 2.1.
const kinds: Readonly<Record<number, string>> = {
  2: 'CALL',
  3: 'CALLRESULT',
  4: 'CALLERROR',
  5: 'CALLRESULTERROR',
  6: 'SEND',
};

/** The same frame may come twice in a millisecond: then each has a number. */
function numbered(frames: readonly Frame[]): readonly (readonly [string, Frame])[] {
  const counts = new Map<string, number>();
  return frames.map((frame) => {
    const name = `${frame.at} ${frame.direction} ${frame.text}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return [`${name} ${count}`, frame];
  });
}
