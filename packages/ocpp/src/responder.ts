// Answers in the place of a CSMS that is not there, so that a charge point runs in its first minute. The messages are
// published all the same, and a CSMS that answers in time is heard first.

import type { Payload } from './message.ts';
import { timestamp } from './timestamp.ts';

/** What the responder says. */
export type ResponderOptions = {
  /** How long the CSMS has to answer before it, in milliseconds. */
  readonly afterMs: number;
  readonly heartbeatIntervalS: number;
  /** Tags that are accepted; undefined: all. */
  readonly idTags: ReadonlySet<string> | undefined;
};

/** The payload that answers a CALL of a charge point; undefined for an action that only a CSMS can answer. */
export function responderAnswer(
  action: string,
  payload: Payload,
  options: ResponderOptions,
  now: number,
): Payload | undefined {
  const currentTime = timestamp(now);
  switch (action) {
    case 'BootNotification':
      return { currentTime, interval: options.heartbeatIntervalS, status: 'Accepted' };
    case 'Heartbeat':
      return { currentTime };
    case 'StatusNotification':
      return {};
    case 'Authorize':
      return authorization(payload, options.idTags);
    default:
      return undefined;
  }
}

/** OCPP 1.6 asks for an `idTag`, 2.x for an `idToken`, and the answers differ in the same way; one that asks for neither gets none. */
function authorization({ idTag, idToken }: Payload, accepted: ReadonlySet<string> | undefined): Payload | undefined {
  if (typeof idTag === 'string') return { idTagInfo: { status: statusOf(idTag, accepted) } };
  const token = typeof idToken === 'object' && idToken !== null && 'idToken' in idToken ? idToken.idToken : undefined;
  return typeof token === 'string' ? { idTokenInfo: { status: statusOf(token, accepted) } } : undefined;
}

/** Tags are case-insensitive (OCPP 1.6 §7.28; 2.0.1 Part 2, IdTokenType). */
function statusOf(tag: string, accepted: ReadonlySet<string> | undefined): 'Accepted' | 'Invalid' {
  if (accepted === undefined || accepted.has(tag)) return 'Accepted';
  const wanted = tag.toLowerCase();
  return [...accepted].some((one) => one.toLowerCase() === wanted) ? 'Accepted' : 'Invalid';
}
