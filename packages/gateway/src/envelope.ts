// The object form of a message on MQTT, EMQX's: the order of the fields is part of the contract, payload texts pass through
// unparsed, and what EMQX does not have comes last.

import {
  type DownstreamMessage,
  frameDepthMax,
  type Message,
  messageTypeIds,
  objectSlices,
  plainCharacter,
  plainPayload,
  type RefusalReason,
  readPayload,
  uniqueIdLengthMax,
} from '@ocpp-broker/ocpp';

/** The MQTT payload of a message; `action` is that of the CALL which an answer belongs to. */
export function encodeEnvelope(message: Message, action: string | undefined): string {
  const opening = `{"MessageTypeId":${messageTypeIds[message.kind]},"UniqueId":${JSON.stringify(message.uniqueId)}`;
  const tail = action === undefined ? '}' : `,"Action":${JSON.stringify(action)}}`;
  switch (message.kind) {
    case 'Call':
    case 'Send':
      return `${opening},"Action":${JSON.stringify(message.action)},"Payload":${message.payloadText}}`;
    case 'CallResult':
      return `${opening},"Payload":${message.payloadText}${tail}`;
    case 'CallError':
    case 'CallResultError': {
      const { errorCode, errorDescription, errorDetailsText } = message;
      const error = `"ErrorCode":${JSON.stringify(errorCode)},"ErrorDescription":${JSON.stringify(errorDescription)}`;
      return `${opening},${error},"ErrorDetails":${errorDetailsText}${tail}`;
    }
  }
}

/** A message, or why there is none; `uniqueId` is empty when none could be read. */
export type DecodedEnvelope =
  | { readonly ok: true; readonly message: DownstreamMessage }
  | { readonly ok: false; readonly reason: RefusalReason; readonly description: string; readonly uniqueId: string };

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const limits = { depthMax: frameDepthMax, elementsMax: 64 };

/** Reads an MQTT payload; keys that the form does not have are ignored, and a CALL or SEND without an id gets one. */
export function decodeEnvelope(payload: Buffer, newUniqueId: () => string = randomId): DecodedEnvelope {
  const text = readText(payload);
  const message = text === undefined ? undefined : decodePlain(text);
  return message === undefined ? decodeAny(text, newUniqueId) : { ok: true, message };
}

// A CALL or CALLRESULT with its fields in the order of the contract, ids of ASCII without escapes, and nothing after the payload but an Action.
const plainOpening = new RegExp(
  `^\\{"MessageTypeId": ?([23]), ?"UniqueId": ?"(${plainCharacter}{1,${uniqueIdLengthMax}})", ?` +
    `(?:"Action": ?"(${plainCharacter}+)", ?)?"Payload": ?(?=\\{)`,
);
const plainClosing = new RegExp(`^\\}, ?"Action": ?"${plainCharacter}*"\\}$`);

/** The same as `decodeAny` for what it knows, and undefined for everything else: one native parse instead of a walk over the text. */
function decodePlain(text: string): DownstreamMessage | undefined {
  const opening = plainOpening.exec(text);
  if (opening === null) return undefined;
  const [{ length }, type, uniqueId = '', action] = opening;
  const isCall = type === '2';
  if (isCall && action === undefined) return undefined;
  // An Action after the payload of a CALL would be the second of two, which counts.
  const end = text.endsWith('}}') ? text.length - 1 : isCall ? -1 : endBeforeAction(text);
  if (end < 0) return undefined;
  const payloadText = text.slice(length, end);
  const payload = plainPayload(payloadText);
  if (payload === undefined) return undefined;
  if (!isCall || action === undefined) return { kind: 'CallResult', uniqueId, payload, payloadText };
  return { kind: 'Call', uniqueId, action, payload, payloadText };
}

function endBeforeAction(text: string): number {
  const at = text.lastIndexOf('},');
  return at >= 0 && plainClosing.test(text.slice(at)) ? at + 1 : -1;
}

function decodeAny(text: string | undefined, newUniqueId: () => string): DecodedEnvelope {
  const cut = text === undefined ? undefined : objectSlices(text, limits);
  if (cut === undefined || (!cut.ok && cut.problem === 'not_json')) return wrong('not_json', 'the message is not JSON');
  if (!cut.ok) {
    const isObject = cut.problem !== 'wrong_type';
    const description = isObject ? 'the message is too deep or too wide' : 'the message is not a JSON object';
    return wrong('not_a_message', description, readableId(parse(cut.members.get('UniqueId') ?? 'null')?.value));
  }
  const fields = new Map<string, unknown>();
  for (const name of knownFields) {
    const slice = cut.members.get(name);
    if (slice === undefined) continue;
    const value = parse(slice);
    if (value === undefined) return wrong('not_json', 'the message is not JSON');
    fields.set(name, value.value);
  }
  return readFields(fields, cut.members, newUniqueId);
}

function randomId(): string {
  return crypto.randomUUID();
}

const knownFields = ['MessageTypeId', 'UniqueId', 'Action', 'Payload', 'ErrorCode', 'ErrorDescription', 'ErrorDetails'];

function readText(payload: Buffer): string | undefined {
  try {
    return strictUtf8.decode(payload);
  } catch {
    return undefined;
  }
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function wrong(reason: RefusalReason, description: string, uniqueId = ''): DecodedEnvelope {
  return { ok: false, reason, description, uniqueId };
}

function readFields(
  fields: ReadonlyMap<string, unknown>,
  texts: ReadonlyMap<string, string>,
  newUniqueId: () => string,
): DecodedEnvelope {
  const type = fields.get('MessageTypeId');
  const id = fields.get('UniqueId') ?? (type === 2 || type === 6 ? newUniqueId() : undefined);
  const uniqueId = readableId(id);
  const bad = (description: string) => wrong('not_a_message', description, uniqueId);
  if (type !== 2 && type !== 3 && type !== 4 && type !== 5 && type !== 6) {
    return bad('MessageTypeId must be 2, 3, 4, 5 or 6');
  }
  if (typeof id !== 'string' || id === '' || id.length > uniqueIdLengthMax) {
    return bad(`UniqueId must be a string of 1 to ${uniqueIdLengthMax} characters`);
  }
  if (type === 4 || type === 5) return readError(type, uniqueId, fields, texts);
  const payload = fields.has('Payload') ? readPayload(fields.get('Payload')) : undefined;
  if (payload === undefined) return bad('Payload must be a JSON object');
  const payloadText = fields.get('Payload') === null ? '{}' : (texts.get('Payload') ?? '{}');
  if (type === 3) return { ok: true, message: { kind: 'CallResult', uniqueId, payload, payloadText } };
  const action = fields.get('Action');
  if (typeof action !== 'string' || action === '') return bad('Action must be a non-empty string');
  const kind = type === 2 ? 'Call' : 'Send';
  return { ok: true, message: { kind, uniqueId, action, payload, payloadText } };
}

/** The id to name in a refusal: also one that is too long to be used. */
function readableId(id: unknown): string {
  return typeof id === 'string' && id.length <= 255 ? id : '';
}

function readError(
  type: 4 | 5,
  uniqueId: string,
  fields: ReadonlyMap<string, unknown>,
  texts: ReadonlyMap<string, string>,
): DecodedEnvelope {
  const bad = (description: string) => wrong('not_a_message', description, uniqueId);
  const errorCode = fields.get('ErrorCode');
  if (typeof errorCode !== 'string' || errorCode === '') return bad('ErrorCode must be a non-empty string');
  const errorDescription = fields.get('ErrorDescription') ?? '';
  if (typeof errorDescription !== 'string') return bad('ErrorDescription must be a string');
  if (readPayload(fields.get('ErrorDetails') ?? null) === undefined) return bad('ErrorDetails must be a JSON object');
  const errorDetailsText = fields.get('ErrorDetails') ? (texts.get('ErrorDetails') ?? '{}') : '{}';
  const body = { uniqueId, errorCode, errorDescription, errorDetailsText };
  return { ok: true, message: { kind: type === 4 ? 'CallError' : 'CallResultError', ...body } };
}
