export { type ActionSender, actionSender, actionsOf, isSentUnanswered, type Sender } from './action.ts';
export { AnsweredCalls, type CallMark, markOfCall } from './answered-calls.ts';
export { unansweredMax } from './charge-point-calls.ts';
export { type CallInFlight, inFlightMax } from './csms-calls.ts';
export { type ErrorCode, errorCodes2, errorCodes16, spellErrorCode, translateErrorCode } from './error-code.ts';
export {
  answerToMalformed,
  type DecodedFrame,
  decodeFrame,
  encodeFrame,
  type FrameProblem,
  frameDepthMax,
  type MalformedFrame,
  plainCharacter,
  plainPayload,
  readPayload,
} from './frame.ts';
export {
  type ArraySlices,
  arraySlices,
  type ObjectSlices,
  objectSlices,
  type SliceProblem,
} from './json-slices.ts';
export {
  type Call,
  type CallError,
  type CallResult,
  type CallResultError,
  errorDescriptionLengthMax,
  type Message,
  messageTypeIds,
  type Payload,
  type Send,
  uniqueIdLengthMax,
} from './message.ts';
export type { CallEnd, Output, Report, UpstreamChannel } from './output.ts';
export { type RefusalReason, refusal } from './refusal.ts';
export { type Registration, unregistered } from './registration.ts';
export type { ResponderOptions } from './responder.ts';
export { Session, type SessionSnapshot } from './session.ts';
export type {
  Caller,
  CallOrigin,
  Checking,
  CheckMode,
  DownstreamMessage,
  ReplyTo,
  SessionOptions,
  SessionParts,
  UnsentCall,
} from './session-options.ts';
export type { SignOfLife } from './silence.ts';
export { timestamp } from './timestamp.ts';
export {
  type PayloadRole,
  PayloadValidator,
  type SchemaDocument,
  type ValidatorParts,
  type Violation,
} from './validation.ts';
export { type OcppVersion, ocppSubprotocol, ocppVersion } from './version.ts';
