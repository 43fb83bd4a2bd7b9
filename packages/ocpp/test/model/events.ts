// What the model and the session are compared by: what a peer notices, step by step, as text. Of an error only the code or the
// reason is foretold, not its words.

import type {
  CallError,
  CallOrigin,
  CallResult,
  CheckMode,
  OcppVersion,
  Output,
  SessionOptions,
  Violation,
} from '../../src/index.ts';

/** What holds at the moment; whoever drives the model changes it. */
export type Setting = { version: OcppVersion; options: SessionOptions; now: number };

/** Something that a peer notices. */
export type Event = string;

/** The event of a frame that goes out. */
export function sent(text: string): Event {
  const [type, id, code] = JSON.parse(text) as unknown[];
  return type === 4 || type === 5 ? `→ ${type} ${id} ${code}` : `→ ${text}`;
}

/** The event of an outcome of a CALL, with who is told. */
export function told(message: CallResult | CallError, origin: CallOrigin = {}): Event {
  if (message.kind === 'CallResult') return `reply ${message.uniqueId} ${hearerOf(origin)}`;
  const { Reason } = JSON.parse(message.errorDetailsText) as { readonly Reason?: unknown };
  return refused(message.uniqueId, String(Reason ?? message.errorCode), origin);
}

/** The event of a message of the MQTT side that came to nothing. */
export function refused(uniqueId: string, reason: string, origin: CallOrigin = {}): Event {
  return `error ${uniqueId} ${reason} ${hearerOf(origin)}`;
}

/** Who hears what becomes of a CALL: its caller, or the topic that its publisher named. */
function hearerOf({ caller, replyTo }: CallOrigin): string {
  return caller === undefined ? String(replyTo?.topic) : `caller ${caller.id}`;
}

/** What a peer notices of a step of the session. */
export function eventsOf(outputs: readonly Output[]): readonly Event[] {
  return outputs.flatMap((output) => {
    if (output.kind === 'transmit') return [sent(output.text)];
    if (output.kind === 'settle') return [told(output.message, { caller: { id: output.caller } })];
    if (output.kind !== 'publish') return [];
    const { channel, message, replyTo } = output;
    if (channel === 'call') return [`${message.kind === 'Send' ? 'send' : 'call'} ${message.uniqueId}`];
    if (message.kind === 'CallResultError') return [`error 5 ${message.uniqueId}`];
    if (message.kind !== 'CallResult' && message.kind !== 'CallError')
      throw new Error(`a ${message.kind} as an outcome`);
    return [told(message, { replyTo })];
  });
}

/** What becomes of a message that breaks its schema. */
export function modeOf(direction: 'upstream' | 'downstream', action: string, { checking }: SessionOptions): CheckMode {
  return checking.actions.get(action) ?? checking[direction];
}

/** Why a message of the MQTT side that breaks its schema is refused. */
export function reasonFor({ errorCode }: Violation): string {
  return errorCode.startsWith('Not') ? 'not_allowed' : 'invalid_payload';
}
