import { randomUUID } from 'node:crypto';

/** Kinds of events that have no action. */
export const presenceKinds = [
  'chargepoint.connected',
  'chargepoint.disconnected',
  'client.connected',
  'client.disconnected',
] as const;

/** Kinds of events that are messages of OCPP; each has the action of its message, or of the CALL that it answers. */
export const messageKinds = ['call', 'send', 'result', 'error'] as const;

/** What an event can be. */
export type EventKind = (typeof presenceKinds)[number] | (typeof messageKinds)[number];

/** Something that happened. */
export type WebhookEvent = {
  readonly kind: EventKind;
  /** The identity of the charge point, or the id of the MQTT client. */
  readonly identity: string;
  readonly action?: string | undefined;
  /** `upstream`: a charge point sent it. */
  readonly direction?: 'upstream' | 'downstream' | undefined;
  /** Further members of the object that is sent, such as `unique_id` or `reason`; those that it has by itself are not taken from here. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
  /** The JSON text of a payload, which has to be valid; it is sent digit by digit as it is. */
  readonly payloadText?: string | undefined;
};

/** An event of a longer text is not taken; a frame of OCPP is far below. */
export const eventBytesMax = 1024 * 1024;

/**
 * The JSON object that is sent, under an id of its own by which a receiver knows it when it comes again. `now` is milliseconds since 1970.
 * Throws what `JSON.stringify` throws on `fields`.
 */
export function encodeEvent(event: WebhookEvent, now: number): string {
  const { kind, identity, action, direction, fields, payloadText } = event;
  const own = { id: randomUUID(), at: new Date(now).toISOString(), kind, identity, action, direction };
  // Twice: the first sets the order, the last the values.
  const head = JSON.stringify(fields === undefined ? own : { ...own, ...fields, ...own });
  return payloadText === undefined ? head : `${head.slice(0, -1)},"payload":${payloadText}}`;
}
