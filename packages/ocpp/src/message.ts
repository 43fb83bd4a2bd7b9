// A message is a decoded frame. `payloadText` is the payload as its sender wrote it: it is what travels on, so that
// numbers keep their digits (an integer above 2^53 does not survive a parse and a print).

/** A payload after parsing: always a JSON object. */
export type Payload = Readonly<Record<string, unknown>>;

/** CALL (2): a request in either direction. */
export type Call = {
  readonly kind: 'Call';
  readonly uniqueId: string;
  readonly action: string;
  readonly payload: Payload;
  readonly payloadText: string;
};

/** CALLRESULT (3): the answer to a CALL. */
export type CallResult = {
  readonly kind: 'CallResult';
  readonly uniqueId: string;
  readonly payload: Payload;
  readonly payloadText: string;
};

/** What CALLERROR and CALLRESULTERROR say; `errorDetailsText` is the JSON text of an object. */
export type ErrorBody = {
  readonly uniqueId: string;
  readonly errorCode: string;
  readonly errorDescription: string;
  readonly errorDetailsText: string;
};

/** CALLERROR (4): the answer to a CALL that failed. */
export type CallError = ErrorBody & { readonly kind: 'CallError' };

/** CALLRESULTERROR (5), OCPP 2.1: a CALLRESULT could not be understood. */
export type CallResultError = ErrorBody & { readonly kind: 'CallResultError' };

/** SEND (6), OCPP 2.1: a message that is never answered. */
export type Send = {
  readonly kind: 'Send';
  readonly uniqueId: string;
  readonly action: string;
  readonly payload: Payload;
  readonly payloadText: string;
};

/** Any decoded frame. */
export type Message = Call | CallResult | CallError | CallResultError | Send;

/** The number that opens a frame, by kind of message (OCPP-J §4.1.3). */
export const messageTypeIds = {
  Call: 2,
  CallResult: 3,
  CallError: 4,
  CallResultError: 5,
  Send: 6,
} as const satisfies Record<Message['kind'], number>;

/** Longest uniqueId, in characters (OCPP-J §4.1.4). */
export const uniqueIdLengthMax = 36;

/** Longest errorDescription that is sent, in characters (OCPP-J §4.2.3). */
export const errorDescriptionLengthMax = 255;
