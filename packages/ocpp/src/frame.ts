// Frames in and out (OCPP-J §4). Decoding tells what arrived; what is answered to a malformed frame is one table at the
// end of this file, and nothing else decides it.

import { type ErrorCode, spellErrorCode } from './error-code.ts';
import { arraySlices, mayBeDeeperThan, type SliceProblem } from './json-slices.ts';
import {
  type CallError,
  type ErrorBody,
  errorDescriptionLengthMax,
  type Message,
  messageTypeIds,
  type Payload,
  uniqueIdLengthMax,
} from './message.ts';
import type { OcppVersion } from './version.ts';

/** Deepest nesting of a frame, its own array counted: twice what the deepest message of OCPP 2.1 needs. */
export const frameDepthMax = 64;

/** What is wrong with a frame that is no message. */
export type FrameProblem =
  | SliceProblem
  | 'unknown_message_type'
  | 'bad_unique_id'
  | 'bad_action'
  | 'bad_payload'
  | 'wrong_length';

/** A frame that is no message; `uniqueId` is there when it can be echoed, `isCall` when it asked for an answer. */
export type MalformedFrame = {
  readonly kind: 'malformed';
  readonly problem: FrameProblem;
  readonly description: string;
  readonly messageTypeId: number | undefined;
  readonly uniqueId: string | undefined;
};

/** What a text of the WebSocket turned out to be; an empty text is ignored (OCPP-J §4). */
export type DecodedFrame =
  | { readonly kind: 'message'; readonly message: Message; readonly numericId: boolean }
  | { readonly kind: 'empty' }
  | MalformedFrame;

const limits = { depthMax: frameDepthMax, elementsMax: 8 };
const blank = /^[ \t\r\n]*$/;

/** Decodes one WebSocket text under the rules of `version`. */
export function decodeFrame(text: string, version: OcppVersion): DecodedFrame {
  return decodePlain(text) ?? decodeAny(text, version);
}

/** What in an expression stands for a character of ASCII that stands for itself in a string of JSON. */
export const plainCharacter = '[ !#-\\[\\]-~]';

// A CALL or CALLRESULT as nearly every charge point writes it: an id and an action of ASCII without escapes, and an object up to the last bracket.
const plainOpening = new RegExp(
  `^\\[([23]), ?"(${plainCharacter}{1,${uniqueIdLengthMax}})", ?(?:"(${plainCharacter}+)", ?)?(?=\\{)`,
);

/**
 * The same as `decodeAny` for what it knows, and undefined for everything else: one native parse instead of a walk over the text.
 */
function decodePlain(text: string): DecodedFrame | undefined {
  const opening = plainOpening.exec(text);
  if (opening === null || !text.endsWith('}]')) return undefined;
  const [{ length }, type, uniqueId = '', action] = opening;
  if ((type === '2') !== (action !== undefined)) return undefined;
  const payloadText = text.slice(length, -1);
  const payload = plainPayload(payloadText);
  if (payload === undefined) return undefined;
  const message: Message =
    action === undefined
      ? { kind: 'CallResult', uniqueId, payload, payloadText }
      : { kind: 'Call', uniqueId, action, payload, payloadText };
  return { kind: 'message', message, numericId: false };
}

/** The payload that a text from one brace to another is; undefined: it is none, or may be nested deeper than a frame may be. */
export function plainPayload(text: string): Payload | undefined {
  return mayBeDeeperThan(frameDepthMax - 1, text) ? undefined : (parse(text)?.value as Payload | undefined);
}

function decodeAny(text: string, version: OcppVersion): DecodedFrame {
  const cut = arraySlices(text, limits);
  if (!cut.ok) {
    if (blank.test(text)) return { kind: 'empty' };
    if (cut.problem === 'too_deep' || cut.problem === 'too_many') return beyondLimit(cut.problem, cut.slices);
    return malformed(cut.problem, sliceProblemTexts[cut.problem]);
  }
  const elements: unknown[] = [];
  for (const slice of cut.slices) {
    const element = parse(slice);
    if (element === undefined) return malformed('not_json', sliceProblemTexts.not_json);
    elements.push(element.value);
  }
  return decodeElements(elements, cut.slices, version);
}

const sliceProblemTexts: Readonly<Record<SliceProblem, string>> = {
  not_json: 'the frame is not JSON',
  wrong_type: 'the frame is not a JSON array',
  too_deep: `the frame is nested deeper than ${frameDepthMax} levels`,
  too_many: 'the frame has too many elements',
};

/** A frame beyond a limit still has its type and id before what is too much: an answer is told from a CALL, and the sender of a CALL is told. */
function beyondLimit(problem: 'too_deep' | 'too_many', slices: readonly string[]): MalformedFrame {
  const [type, id] = slices.slice(0, 2).map((slice) => parse(slice)?.value);
  const messageTypeId = typeof type === 'number' ? type : undefined;
  return malformed(problem, sliceProblemTexts[problem], messageTypeId, echoOf(id, slices[1]));
}

/** Longest id that is echoed: a peer whose ids are somewhat too long can match the answer, a whole frame is not sent back. */
const echoLengthMax = 255;

function echoOf(id: unknown, text: string | undefined): string | undefined {
  const echo = typeof id === 'string' ? id : typeof id === 'number' ? text : undefined;
  return echo !== undefined && echo.length <= echoLengthMax ? echo : undefined;
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function malformed(
  problem: FrameProblem,
  description: string,
  messageTypeId?: number,
  uniqueId?: string,
): MalformedFrame {
  return { kind: 'malformed', problem, description, messageTypeId, uniqueId };
}

function decodeElements(elements: readonly unknown[], slices: readonly string[], version: OcppVersion): DecodedFrame {
  const type = elements[0];
  const id = elements[1];
  const echo = echoOf(id, slices[1]);
  if (typeof type !== 'number' || !isKnownType(type, version)) {
    const description = `message type ${slices[0] ?? '(none)'} is unknown in OCPP ${version}`.slice(0, 80);
    return malformed('unknown_message_type', description, typeof type === 'number' ? type : undefined, echo);
  }
  const isAnswer = type === 3 || type === 4 || type === 5;
  // Some firmwares answer with the id as a number; its text may still be that of a pending CALL.
  const numericId = isAnswer && typeof id === 'number';
  const uniqueId = numericId ? slices[1] : id;
  if (typeof uniqueId !== 'string' || uniqueId.length === 0 || uniqueId.length > uniqueIdLengthMax) {
    return malformed(
      'bad_unique_id',
      `the unique id must be a string of 1 to ${uniqueIdLengthMax} characters`,
      type,
      echo,
    );
  }
  const wrong = (problem: FrameProblem, description: string) => malformed(problem, description, type, uniqueId);
  if (type === 4 || type === 5) {
    if (elements.length < 3 || elements.length > 5) return wrong('wrong_length', 'an error frame has 5 elements');
    const body = decodeError(uniqueId, elements, slices);
    return { kind: 'message', message: { kind: type === 4 ? 'CallError' : 'CallResultError', ...body }, numericId };
  }
  const length = type === 3 ? 3 : 4;
  if (elements.length !== length) return wrong('wrong_length', `a frame of type ${type} has ${length} elements`);
  const payload = readPayload(elements[length - 1]);
  if (payload === undefined) return wrong('bad_payload', 'the payload must be a JSON object');
  const payloadText = elements[length - 1] === null ? '{}' : (slices[length - 1] ?? '{}');
  if (type === 3)
    return { kind: 'message', message: { kind: 'CallResult', uniqueId, payload, payloadText }, numericId };
  const action = elements[2];
  if (typeof action !== 'string' || action === '') return wrong('bad_action', 'the action must be a non-empty string');
  const kind = type === 2 ? 'Call' : 'Send';
  return { kind: 'message', message: { kind, uniqueId, action, payload, payloadText }, numericId };
}

function isKnownType(type: number, version: OcppVersion): boolean {
  return type === 2 || type === 3 || type === 4 || (version === '2.1' && (type === 5 || type === 6));
}

/** The payload as an object; null stands for an empty one (OCPP-J 1.6 §4.2.1), anything else is no payload. */
export function readPayload(value: unknown): Payload | undefined {
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  return value as Payload;
}

/** Reads an error frame generously: its sender gets no answer, so nothing is gained by refusing a sloppy one. */
function decodeError(uniqueId: string, elements: readonly unknown[], slices: readonly string[]): ErrorBody {
  const [, , code, description, details] = elements;
  return {
    uniqueId,
    errorCode: typeof code === 'string' && code !== '' ? code : 'GenericError',
    errorDescription: typeof description === 'string' ? description : '',
    errorDetailsText: details && readPayload(details) ? (slices[4] ?? '{}') : '{}',
  };
}

/** The text of a message's frame. */
export function encodeFrame(message: Message): string {
  const opening = `[${messageTypeIds[message.kind]},${JSON.stringify(message.uniqueId)},`;
  switch (message.kind) {
    case 'Call':
    case 'Send':
      return `${opening}${JSON.stringify(message.action)},${message.payloadText}]`;
    case 'CallResult':
      return `${opening}${message.payloadText}]`;
    case 'CallError':
    case 'CallResultError': {
      const description = JSON.stringify(message.errorDescription.slice(0, errorDescriptionLengthMax));
      return `${opening}${JSON.stringify(message.errorCode)},${description},${message.errorDetailsText}]`;
    }
  }
}

/** The CALLERROR that a malformed frame is owed, undefined where it is only dropped and reported (`protocol.md`, What to answer). */
export function answerToMalformed(frame: MalformedFrame, version: OcppVersion): CallError | undefined {
  const { messageTypeId, problem } = frame;
  // An answer is never answered, and a SEND neither (OCPP-J §4.1.3; 2.1 Part 4 §4.2.5).
  if (problem !== 'unknown_message_type' && messageTypeId !== undefined && messageTypeId !== 2) return undefined;
  if (problem === 'unknown_message_type' && version !== '2.0.1' && messageTypeId !== undefined) return undefined;
  const readable = messageTypeId !== undefined && frame.uniqueId !== undefined;
  if (!readable && version === '1.6') return undefined;
  return {
    kind: 'CallError',
    uniqueId: readable ? (frame.uniqueId ?? UNREADABLE_ID) : UNREADABLE_ID,
    errorCode: spellErrorCode(codeOfMalformed(frame, readable, version), version),
    errorDescription: frame.description,
    errorDetailsText: '{}',
  };
}

/** The id of an answer to a frame whose own cannot be read (OCPP 2.0.1 Part 4 §4.2.3). */
const UNREADABLE_ID = '-1';

function codeOfMalformed(
  { problem, messageTypeId }: MalformedFrame,
  readable: boolean,
  version: OcppVersion,
): ErrorCode {
  if (problem === 'unknown_message_type' && messageTypeId !== undefined) return 'MessageTypeNotSupported';
  if (readable && (problem === 'bad_payload' || problem === 'too_deep')) return 'FormatViolation';
  return version === '1.6' ? 'FormatViolation' : 'RpcFrameworkError';
}
